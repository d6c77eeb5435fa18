-- Written by generate.py from families/: change it there.
SELECT transform(ARRAY[1, 2, 3], n -> n * n);
SELECT transform(ARRAY[100, 200], n -> TRY_CAST(n AS varchar) || '$');
SELECT regexp_replace('once upon a time ...', '^(\w)(\w*)(\s+.*)$', x -> upper(x[1]) || x[2] || x[3]);
