-- Written by generate.py from families/: change it there.
SELECT CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END;
SELECT CASE WHEN false THEN 1 END;
SELECT if(1 = 1, 'a', 'b');
SELECT if(1 = 2, 'a');
SELECT coalesce(NULL, 2, 1 / 0);
SELECT nullif(1, 1);
SELECT nullif(1, 2);
SELECT try(1 / 0);
SELECT try(CAST('abc' AS bigint));
SELECT coalesce(try(8 / 0), 0);
