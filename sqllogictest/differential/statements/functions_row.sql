-- Written by generate.py from families/: change it there.
SELECT ROW(1, 'x');
SELECT CAST(ROW(1, 'x') AS ROW(a integer, b varchar)).b;
SELECT ROW(1, 2)[2];
