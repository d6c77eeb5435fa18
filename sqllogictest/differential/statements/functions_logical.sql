-- Written by generate.py from families/: change it there.
SELECT CAST(null AS boolean) AND true;
SELECT CAST(null AS boolean) AND false;
SELECT CAST(null AS boolean) OR true;
SELECT CAST(null AS boolean) OR false;
SELECT NOT CAST(null AS boolean);
