//! OIDs of the PostgreSQL types this crate computes with; the values are fixed by PostgreSQL's `pg_type.dat`.

pub(crate) const BOOL: u32 = 16;
pub(crate) const BYTEA: u32 = 17;
pub(crate) const CHAR: u32 = 18;
pub(crate) const NAME: u32 = 19;
pub(crate) const INT8: u32 = 20;
pub(crate) const INT2: u32 = 21;
pub(crate) const INT2VECTOR: u32 = 22;
pub(crate) const INT4: u32 = 23;
pub(crate) const REGPROC: u32 = 24;
pub(crate) const TEXT: u32 = 25;
pub(crate) const OID: u32 = 26;
pub(crate) const XID: u32 = 28;
pub(crate) const CID: u32 = 29;
pub(crate) const OIDVECTOR: u32 = 30;
pub(crate) const JSON: u32 = 114;
pub(crate) const PG_NODE_TREE: u32 = 194;
pub(crate) const FLOAT4: u32 = 700;
pub(crate) const FLOAT8: u32 = 701;
pub(crate) const UNKNOWN: u32 = 705;
pub(crate) const INET: u32 = 869;
#[cfg(test)]
pub(crate) const INT4_ARRAY: u32 = 1007;
pub(crate) const TEXT_ARRAY: u32 = 1009;
#[cfg(test)]
pub(crate) const OID_ARRAY: u32 = 1028;
pub(crate) const ACLITEM: u32 = 1033;
pub(crate) const BPCHAR: u32 = 1042;
pub(crate) const VARCHAR: u32 = 1043;
pub(crate) const DATE: u32 = 1082;
pub(crate) const TIME: u32 = 1083;
pub(crate) const TIMESTAMP: u32 = 1114;
pub(crate) const TIMESTAMPTZ: u32 = 1184;
pub(crate) const INTERVAL: u32 = 1186;
pub(crate) const BIT: u32 = 1560;
pub(crate) const NUMERIC: u32 = 1700;
pub(crate) const REGPROCEDURE: u32 = 2202;
pub(crate) const REGOPER: u32 = 2203;
pub(crate) const REGOPERATOR: u32 = 2204;
pub(crate) const REGCLASS: u32 = 2205;
pub(crate) const REGTYPE: u32 = 2206;
pub(crate) const RECORD: u32 = 2249;
pub(crate) const CSTRING: u32 = 2275;
pub(crate) const ANY: u32 = 2276;
pub(crate) const ANYARRAY: u32 = 2277;
pub(crate) const ANYELEMENT: u32 = 2283;
pub(crate) const UUID: u32 = 2950;
pub(crate) const PG_LSN: u32 = 3220;
pub(crate) const REGCONFIG: u32 = 3734;
pub(crate) const REGDICTIONARY: u32 = 3769;
pub(crate) const JSONB: u32 = 3802;
pub(crate) const REGNAMESPACE: u32 = 4089;
pub(crate) const REGROLE: u32 = 4096;
pub(crate) const REGCOLLATION: u32 = 4191;

/// True for the types whose values are OIDs and whose text is the object's name.
pub(crate) fn is_reg(oid: u32) -> bool {
    matches!(
        oid,
        REGPROC
            | REGPROCEDURE
            | REGOPER
            | REGOPERATOR
            | REGCLASS
            | REGTYPE
            | REGCONFIG
            | REGDICTIONARY
            | REGNAMESPACE
            | REGROLE
            | REGCOLLATION
    )
}

/// True for `oid` and the types that are OIDs underneath.
pub(crate) fn is_oid_like(oid: u32) -> bool {
    oid == OID || oid == XID || oid == CID || is_reg(oid)
}

/// True for `int2`, `int4` and `int8`.
pub(crate) fn is_integer(oid: u32) -> bool {
    matches!(oid, INT2 | INT4 | INT8)
}

/// True for types whose values are character strings that compare byte by byte.
pub(crate) fn is_string(oid: u32) -> bool {
    matches!(oid, TEXT | NAME | VARCHAR | BPCHAR | CHAR | UNKNOWN | PG_NODE_TREE | CSTRING)
}
