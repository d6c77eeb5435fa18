-- Written by generate.py from families/: change it there.
SELECT bit_count(9, 64);
SELECT bit_count(9, 8);
SELECT bit_count(-7, 64);
SELECT bit_count(-7, 8);
SELECT bitwise_and(19, 25);
SELECT bitwise_not(-12);
SELECT bitwise_not(19);
SELECT bitwise_or(19, 25);
SELECT bitwise_xor(19, 25);
SELECT bitwise_left_shift(1, 2);
SELECT bitwise_left_shift(5, 2);
SELECT bitwise_left_shift(TINYINT '7', 2);
SELECT bitwise_right_shift(8, 3);
SELECT bitwise_right_shift(-45, 64);
SELECT bitwise_right_shift(TINYINT '-7', 2);
SELECT bitwise_right_shift_arithmetic(12, 64);
SELECT bitwise_right_shift_arithmetic(-45, 64);
