//! Functions of maps, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("map", "map(unknown,unknown)", "", ""),
    ("map", "map(K,V)", "array(K), array(V)", "K:comparable; V"),
    ("map_concat", "map(K,V)", "map(K,V)", "K; V; variadic"),
    ("map_entries", "array(row(k,v))", "map(k,v)", "K; V"),
    ("map_filter", "map(K,V)", "map(K,V), function(K,V,boolean)", "K; V"),
    ("map_from_entries", "map(k,v)", "array(row(k,v))", "K:comparable; V"),
    ("map_keys", "array(k)", "map(k,v)", "K; V"),
    ("map_values", "array(v)", "map(k,v)", "K; V"),
    ("map_zip_with", "map(K,V3)", "map(K,V1), map(K,V2), function(K,V1,V2,V3)", "K; V1; V2; V3"),
    ("multimap_from_entries", "map(k,array(v))", "array(row(k,v))", "K:comparable; V"),
    ("transform_keys", "map(K2,V)", "map(K1,V), function(K1,V,K2)", "K1; K2; V"),
    ("transform_values", "map(K,V2)", "map(K,V1), function(K,V1,V2)", "K; V1; V2"),
];
