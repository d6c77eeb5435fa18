//! The words the grammars know, and which of them may be names.
//!
//! Trino's list as of version 440, plus the words of Athena's statements that Trino does not have: those are
//! never reserved. A word is found by hashing, because every identifier of a statement is looked up.

/// Whether a word may stand as a name without quotes in Trino's grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Never a name.
    Reserved,
    /// A word of Trino's grammar that may be a name.
    NonReserved,
    /// A word of Athena's statements only; to a query it is a name like any other.
    Athena,
}

/// Declares the enum, its texts and its classes from one list.
macro_rules! keywords {
    ($($variant:ident $text:literal $class:ident,)*) => {
        /// A word of the grammars. The variants are the words themselves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is the word it names")]
        #[repr(u16)]
        pub(crate) enum Keyword {
            $($variant,)*
        }

        /// All words with text and class, in the order of the enum.
        const WORDS: &[(Keyword, &str, Class)] = &[$((Keyword::$variant, $text, Class::$class),)*];
    };
}

keywords! {
    Absent "ABSENT" NonReserved,
    Add "ADD" NonReserved,
    Admin "ADMIN" NonReserved,
    After "AFTER" NonReserved,
    All "ALL" NonReserved,
    Alter "ALTER" Reserved,
    Analyze "ANALYZE" NonReserved,
    And "AND" Reserved,
    Any "ANY" NonReserved,
    Array "ARRAY" NonReserved,
    As "AS" Reserved,
    Asc "ASC" NonReserved,
    At "AT" NonReserved,
    Authorization "AUTHORIZATION" NonReserved,
    Begin "BEGIN" NonReserved,
    Bernoulli "BERNOULLI" NonReserved,
    Between "BETWEEN" Reserved,
    Both "BOTH" NonReserved,
    Buckets "BUCKETS" Athena,
    By "BY" Reserved,
    Call "CALL" NonReserved,
    Called "CALLED" NonReserved,
    Cascade "CASCADE" NonReserved,
    Case "CASE" Reserved,
    Cast "CAST" Reserved,
    Catalog "CATALOG" NonReserved,
    Catalogs "CATALOGS" NonReserved,
    Change "CHANGE" Athena,
    Clustered "CLUSTERED" Athena,
    Collection "COLLECTION" Athena,
    Column "COLUMN" NonReserved,
    Columns "COLUMNS" NonReserved,
    Comment "COMMENT" NonReserved,
    Commit "COMMIT" NonReserved,
    Committed "COMMITTED" NonReserved,
    Conditional "CONDITIONAL" NonReserved,
    Constraint "CONSTRAINT" Reserved,
    Copartition "COPARTITION" NonReserved,
    Count "COUNT" NonReserved,
    Create "CREATE" Reserved,
    Cross "CROSS" Reserved,
    Cube "CUBE" Reserved,
    Current "CURRENT" NonReserved,
    CurrentCatalog "CURRENT_CATALOG" Reserved,
    CurrentDate "CURRENT_DATE" Reserved,
    CurrentPath "CURRENT_PATH" Reserved,
    CurrentRole "CURRENT_ROLE" Reserved,
    CurrentSchema "CURRENT_SCHEMA" Reserved,
    CurrentTime "CURRENT_TIME" Reserved,
    CurrentTimestamp "CURRENT_TIMESTAMP" Reserved,
    CurrentUser "CURRENT_USER" Reserved,
    Data "DATA" NonReserved,
    Database "DATABASE" Athena,
    Databases "DATABASES" Athena,
    Date "DATE" NonReserved,
    Day "DAY" NonReserved,
    Dbproperties "DBPROPERTIES" Athena,
    Deallocate "DEALLOCATE" Reserved,
    Declare "DECLARE" NonReserved,
    Default "DEFAULT" NonReserved,
    Define "DEFINE" NonReserved,
    Defined "DEFINED" Athena,
    Definer "DEFINER" NonReserved,
    Delete "DELETE" Reserved,
    Delimited "DELIMITED" Athena,
    Deny "DENY" NonReserved,
    Desc "DESC" NonReserved,
    Describe "DESCRIBE" Reserved,
    Descriptor "DESCRIPTOR" NonReserved,
    Deterministic "DETERMINISTIC" NonReserved,
    Dialect "DIALECT" Athena,
    Distinct "DISTINCT" Reserved,
    Distributed "DISTRIBUTED" NonReserved,
    Do "DO" NonReserved,
    Double "DOUBLE" NonReserved,
    Drop "DROP" Reserved,
    Else "ELSE" Reserved,
    Elseif "ELSEIF" NonReserved,
    Empty "EMPTY" NonReserved,
    Encoding "ENCODING" NonReserved,
    End "END" Reserved,
    Error "ERROR" NonReserved,
    Escape "ESCAPE" Reserved,
    Escaped "ESCAPED" Athena,
    Except "EXCEPT" Reserved,
    Excluding "EXCLUDING" NonReserved,
    Execute "EXECUTE" Reserved,
    Exists "EXISTS" Reserved,
    Explain "EXPLAIN" NonReserved,
    Extended "EXTENDED" Athena,
    External "EXTERNAL" Athena,
    Extract "EXTRACT" Reserved,
    False "FALSE" Reserved,
    Fetch "FETCH" NonReserved,
    Fields "FIELDS" Athena,
    Fileformat "FILEFORMAT" Athena,
    Filter "FILTER" NonReserved,
    Final "FINAL" NonReserved,
    First "FIRST" NonReserved,
    Following "FOLLOWING" NonReserved,
    For "FOR" Reserved,
    Format "FORMAT" NonReserved,
    Formatted "FORMATTED" Athena,
    From "FROM" Reserved,
    Full "FULL" Reserved,
    Function "FUNCTION" NonReserved,
    Functions "FUNCTIONS" NonReserved,
    Grace "GRACE" NonReserved,
    Grant "GRANT" NonReserved,
    Granted "GRANTED" NonReserved,
    Grants "GRANTS" NonReserved,
    Graphviz "GRAPHVIZ" NonReserved,
    Group "GROUP" Reserved,
    Grouping "GROUPING" Reserved,
    Groups "GROUPS" NonReserved,
    Having "HAVING" Reserved,
    Hour "HOUR" NonReserved,
    If "IF" NonReserved,
    Ignore "IGNORE" NonReserved,
    Immediate "IMMEDIATE" NonReserved,
    In "IN" Reserved,
    Including "INCLUDING" NonReserved,
    Initial "INITIAL" NonReserved,
    Inner "INNER" Reserved,
    Input "INPUT" NonReserved,
    Inputformat "INPUTFORMAT" Athena,
    Insert "INSERT" Reserved,
    Intersect "INTERSECT" Reserved,
    Interval "INTERVAL" NonReserved,
    Into "INTO" Reserved,
    Invoker "INVOKER" NonReserved,
    Io "IO" NonReserved,
    Is "IS" Reserved,
    Isolation "ISOLATION" NonReserved,
    Items "ITEMS" Athena,
    Iterate "ITERATE" NonReserved,
    Join "JOIN" Reserved,
    Json "JSON" NonReserved,
    JsonArray "JSON_ARRAY" Reserved,
    JsonExists "JSON_EXISTS" Reserved,
    JsonObject "JSON_OBJECT" Reserved,
    JsonQuery "JSON_QUERY" Reserved,
    JsonTable "JSON_TABLE" Reserved,
    JsonValue "JSON_VALUE" Reserved,
    Keep "KEEP" NonReserved,
    Key "KEY" NonReserved,
    Keys "KEYS" NonReserved,
    Language "LANGUAGE" NonReserved,
    Last "LAST" NonReserved,
    Lateral "LATERAL" NonReserved,
    Leading "LEADING" NonReserved,
    Leave "LEAVE" NonReserved,
    Left "LEFT" Reserved,
    Level "LEVEL" NonReserved,
    Like "LIKE" Reserved,
    Limit "LIMIT" NonReserved,
    Lines "LINES" Athena,
    Listagg "LISTAGG" Reserved,
    Local "LOCAL" NonReserved,
    Localtime "LOCALTIME" Reserved,
    Localtimestamp "LOCALTIMESTAMP" Reserved,
    Location "LOCATION" Athena,
    Logical "LOGICAL" NonReserved,
    Loop "LOOP" NonReserved,
    Map "MAP" NonReserved,
    Match "MATCH" NonReserved,
    Matched "MATCHED" NonReserved,
    Matches "MATCHES" NonReserved,
    MatchRecognize "MATCH_RECOGNIZE" NonReserved,
    Materialized "MATERIALIZED" NonReserved,
    Measures "MEASURES" NonReserved,
    Merge "MERGE" NonReserved,
    Minute "MINUTE" NonReserved,
    Month "MONTH" NonReserved,
    Msck "MSCK" Athena,
    Multi "MULTI" Athena,
    Natural "NATURAL" Reserved,
    Nested "NESTED" NonReserved,
    Next "NEXT" NonReserved,
    Nfc "NFC" NonReserved,
    Nfd "NFD" NonReserved,
    Nfkc "NFKC" NonReserved,
    Nfkd "NFKD" NonReserved,
    No "NO" NonReserved,
    None "NONE" NonReserved,
    Normalize "NORMALIZE" Reserved,
    Not "NOT" Reserved,
    Null "NULL" Reserved,
    Nullif "NULLIF" NonReserved,
    Nulls "NULLS" NonReserved,
    Object "OBJECT" NonReserved,
    Of "OF" NonReserved,
    Offset "OFFSET" NonReserved,
    Omit "OMIT" NonReserved,
    On "ON" Reserved,
    One "ONE" NonReserved,
    Only "ONLY" NonReserved,
    Optimize "OPTIMIZE" Athena,
    Option "OPTION" NonReserved,
    Or "OR" Reserved,
    Order "ORDER" Reserved,
    Ordinality "ORDINALITY" NonReserved,
    Outer "OUTER" Reserved,
    Output "OUTPUT" NonReserved,
    Outputformat "OUTPUTFORMAT" Athena,
    Over "OVER" NonReserved,
    Overflow "OVERFLOW" NonReserved,
    Partition "PARTITION" NonReserved,
    Partitioned "PARTITIONED" Athena,
    Partitions "PARTITIONS" NonReserved,
    Passing "PASSING" NonReserved,
    Past "PAST" NonReserved,
    Path "PATH" NonReserved,
    Pattern "PATTERN" NonReserved,
    Per "PER" NonReserved,
    Period "PERIOD" NonReserved,
    Permute "PERMUTE" NonReserved,
    Plan "PLAN" NonReserved,
    Position "POSITION" NonReserved,
    Preceding "PRECEDING" NonReserved,
    Precision "PRECISION" NonReserved,
    Prepare "PREPARE" Reserved,
    Privileges "PRIVILEGES" NonReserved,
    Properties "PROPERTIES" NonReserved,
    Protected "PROTECTED" Athena,
    Prune "PRUNE" NonReserved,
    Quotes "QUOTES" NonReserved,
    Range "RANGE" NonReserved,
    Read "READ" NonReserved,
    Recursive "RECURSIVE" Reserved,
    Refresh "REFRESH" NonReserved,
    Rename "RENAME" NonReserved,
    Repair "REPAIR" Athena,
    Repeat "REPEAT" NonReserved,
    Repeatable "REPEATABLE" NonReserved,
    Replace "REPLACE" NonReserved,
    Reset "RESET" NonReserved,
    Respect "RESPECT" NonReserved,
    Restrict "RESTRICT" NonReserved,
    Return "RETURN" NonReserved,
    Returning "RETURNING" NonReserved,
    Returns "RETURNS" NonReserved,
    Revoke "REVOKE" NonReserved,
    Right "RIGHT" Reserved,
    Role "ROLE" NonReserved,
    Roles "ROLES" NonReserved,
    Rollback "ROLLBACK" NonReserved,
    Rollup "ROLLUP" Reserved,
    Row "ROW" NonReserved,
    Rows "ROWS" NonReserved,
    Running "RUNNING" NonReserved,
    Scalar "SCALAR" NonReserved,
    Schema "SCHEMA" NonReserved,
    Schemas "SCHEMAS" NonReserved,
    Second "SECOND" NonReserved,
    Security "SECURITY" NonReserved,
    Seek "SEEK" NonReserved,
    Select "SELECT" Reserved,
    Serde "SERDE" Athena,
    Serdeproperties "SERDEPROPERTIES" Athena,
    Serializable "SERIALIZABLE" NonReserved,
    Session "SESSION" NonReserved,
    Set "SET" NonReserved,
    Sets "SETS" NonReserved,
    Show "SHOW" NonReserved,
    Skip "SKIP" Reserved,
    Some "SOME" NonReserved,
    Sorted "SORTED" Athena,
    Start "START" NonReserved,
    Stats "STATS" NonReserved,
    Stored "STORED" Athena,
    String "STRING" NonReserved,
    Struct "STRUCT" Athena,
    Subset "SUBSET" NonReserved,
    Substring "SUBSTRING" NonReserved,
    System "SYSTEM" NonReserved,
    Table "TABLE" Reserved,
    Tables "TABLES" NonReserved,
    Tablesample "TABLESAMPLE" NonReserved,
    Tblproperties "TBLPROPERTIES" Athena,
    Temporary "TEMPORARY" Athena,
    Terminated "TERMINATED" Athena,
    Text "TEXT" NonReserved,
    Then "THEN" Reserved,
    Ties "TIES" NonReserved,
    Time "TIME" NonReserved,
    Timestamp "TIMESTAMP" NonReserved,
    To "TO" NonReserved,
    Trailing "TRAILING" NonReserved,
    Transaction "TRANSACTION" NonReserved,
    Trim "TRIM" Reserved,
    True "TRUE" Reserved,
    Truncate "TRUNCATE" NonReserved,
    TryCast "TRY_CAST" NonReserved,
    Type "TYPE" NonReserved,
    Uescape "UESCAPE" Reserved,
    Unbounded "UNBOUNDED" NonReserved,
    Uncommitted "UNCOMMITTED" NonReserved,
    Unconditional "UNCONDITIONAL" NonReserved,
    Union "UNION" Reserved,
    Unique "UNIQUE" NonReserved,
    Unknown "UNKNOWN" NonReserved,
    Unload "UNLOAD" Athena,
    Unmatched "UNMATCHED" NonReserved,
    Unnest "UNNEST" Reserved,
    Unset "UNSET" Athena,
    Until "UNTIL" NonReserved,
    Update "UPDATE" NonReserved,
    Use "USE" NonReserved,
    User "USER" NonReserved,
    Using "USING" Reserved,
    Utf16 "UTF16" NonReserved,
    Utf32 "UTF32" NonReserved,
    Utf8 "UTF8" NonReserved,
    Vacuum "VACUUM" Athena,
    Validate "VALIDATE" NonReserved,
    Value "VALUE" NonReserved,
    Values "VALUES" Reserved,
    Verbose "VERBOSE" NonReserved,
    Version "VERSION" NonReserved,
    View "VIEW" NonReserved,
    Views "VIEWS" Athena,
    When "WHEN" Reserved,
    Where "WHERE" Reserved,
    While "WHILE" NonReserved,
    Window "WINDOW" NonReserved,
    With "WITH" Reserved,
    Within "WITHIN" NonReserved,
    Without "WITHOUT" NonReserved,
    Work "WORK" NonReserved,
    Workgroups "WORKGROUPS" Athena,
    Wrapper "WRAPPER" NonReserved,
    Write "WRITE" NonReserved,
    Year "YEAR" NonReserved,
    Zone "ZONE" NonReserved,
}

/// Slots of the hash table: a power of two, more than twice the number of words.
const SLOTS: usize = 1024;

/// No word in this slot.
const EMPTY: u16 = u16::MAX;

/// Index into `WORDS` by hash, linear probing.
static TABLE: [u16; SLOTS] = build_table();

const fn build_table() -> [u16; SLOTS] {
    let mut table = [EMPTY; SLOTS];
    let mut word = 0;
    while word < WORDS.len() {
        let mut slot = hash(WORDS[word].1.as_bytes());
        while table[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = word as u16;
        word += 1;
    }
    table
}

/// Hash of the word without regard to the case of ASCII letters.
const fn hash(word: &[u8]) -> usize {
    let mut value: u32 = 0x811c_9dc5;
    let mut index = 0;
    while index < word.len() {
        value = (value ^ (word[index] & 0xDF) as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    ((value ^ (value >> 15)) as usize) % SLOTS
}

impl Keyword {
    /// The keyword `word` is, whatever its case.
    pub(crate) fn find(word: &[u8]) -> Option<Self> {
        let mut slot = hash(word);
        loop {
            let index = TABLE[slot];
            if index == EMPTY {
                return None;
            }
            let (keyword, text, _) = WORDS[usize::from(index)];
            if text.as_bytes().eq_ignore_ascii_case(word) {
                return Some(keyword);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The word in upper case.
    pub(crate) fn text(self) -> &'static str {
        WORDS[self as usize].1
    }

    /// Whether the word may stand as a name without quotes in Trino's grammar.
    pub(crate) fn may_be_name(self) -> bool {
        WORDS[self as usize].2 != Class::Reserved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_finds_itself_in_any_case() {
        for (index, (keyword, text, _)) in WORDS.iter().enumerate() {
            assert_eq!(*keyword as usize, index);
            assert_eq!(Keyword::find(text.as_bytes()), Some(*keyword));
            assert_eq!(Keyword::find(text.to_lowercase().as_bytes()), Some(*keyword));
            assert_eq!(keyword.text(), *text);
        }
    }

    #[test]
    fn other_words_are_no_keywords() {
        for word in ["", "selec", "selects", "current__date", "x", "JSON\u{1f}TABLE"] {
            assert_eq!(Keyword::find(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn reserved_words_are_trinos() {
        assert!(!Keyword::Select.may_be_name());
        assert!(!Keyword::Listagg.may_be_name());
        assert!(Keyword::Row.may_be_name());
        assert!(Keyword::External.may_be_name());
    }
}
