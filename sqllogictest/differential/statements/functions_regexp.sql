-- Written by generate.py from families/: change it there.
SELECT regexp_count('1a 2b 14m', '\s*[a-z]+\s*');
SELECT regexp_count('abcd', '');
SELECT regexp_extract_all('1a 2b 14m', '\d+');
SELECT regexp_extract_all('1a 2b 14m', '(\d+)([a-z]+)', 2);
SELECT regexp_extract('1a 2b 14m', '\d+');
SELECT regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2);
SELECT regexp_extract('12345', 'x');
SELECT regexp_like('1a 2b 14m', '\d+b');
SELECT regexp_like('Stevens', '^Ste(v|ph)en$');
SELECT regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b');
SELECT regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b', 12);
SELECT regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b', 12, 2);
SELECT regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b', 12, 3);
SELECT regexp_replace('1a 2b 14m', '\d+[ab] ');
SELECT regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 ');
SELECT regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]));
SELECT regexp_split('1a 2b 14m', '\s*[a-z]+\s*');
