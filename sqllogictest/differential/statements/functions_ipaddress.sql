-- Written by generate.py from families/: change it there.
SELECT contains('10.0.0.0/8', IPADDRESS '10.255.255.255');
SELECT contains('10.0.0.0/8', IPADDRESS '11.255.255.255');
SELECT CAST(IPADDRESS '2001:db8::1' AS varchar);
SELECT typeof(IPADDRESS '10.0.0.1');
