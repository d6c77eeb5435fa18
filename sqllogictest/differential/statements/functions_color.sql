-- Written by generate.py from families/: change it there.
SELECT length(bar(0.5, 8)) > 0;
SELECT typeof(color('red'));
SELECT length(render(true)) > 0;
SELECT typeof(rgb(255, 0, 0));
SELECT typeof(color(0.5, color('red'), color('green')));
