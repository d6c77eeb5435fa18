-- Written by generate.py from families/: change it there.
SELECT url_extract_fragment('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1');
SELECT url_extract_host('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1');
SELECT url_extract_parameter('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1', 'k2');
SELECT url_extract_parameter('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1', 'k3');
SELECT url_extract_parameter('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1', 'zz');
SELECT url_extract_path('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1');
SELECT url_extract_port('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1');
SELECT url_extract_protocol('https://127.0.0.1:8080/req_path');
SELECT url_extract_protocol('ftp://path/file');
SELECT url_extract_query('http://user@example.com:8080/path1/p.php?k1=v1&k2=v2&k3&k4#Ref1');
SELECT url_encode('http://test?a=b&c=d e*');
SELECT url_decode('http%3A%2F%2Ftest');
