-- Written by generate.py from families/: change it there.
SELECT CAST(UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' AS varchar);
