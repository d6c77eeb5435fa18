import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** One check per name, each as JDBC tools work; any difference throws. */
public class JdbcCheck {
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            switch (arguments[1]) {
                case "values" -> values(connection);
                case "metadata" -> metadata(connection);
                case "prepared" -> prepared(connection);
                case "fetchSize" -> fetchSize(connection);
                case "cancel" -> cancel(connection);
                case "errors" -> errors(connection);
                case "maxRows" -> maxRows(connection);
                case "batch" -> batch(connection);
                case "resultSetMetadata" -> resultSetMetadata(connection);
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
        System.out.println("ok");
    }

    private static void same(Object expected, Object found) {
        if (expected == null ? found != null : !expected.equals(found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    private static void values(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT 7, CAST(1.50 AS decimal(10,2)), 2.5E0, 'text', true, DATE '2026-01-02',"
                                + " TIMESTAMP '2026-01-02 03:04:05.678', NULL")) {
            same(true, rows.next());
            same(7, rows.getInt(1));
            same(new BigDecimal("1.50"), rows.getBigDecimal(2));
            same(2.5, rows.getDouble(3));
            same("text", rows.getString(4));
            same(true, rows.getBoolean(5));
            same(Date.valueOf("2026-01-02"), rows.getDate(6));
            same("2026-01-02 03:04:05.678", rows.getTimestamp(7).toString());
            same(null, rows.getObject(8));
            same(false, rows.next());
        }
    }

    private static void metadata(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        same("PostgreSQL", metadata.getDatabaseProductName());
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = metadata.getTables(null, "tpch", "%", new String[] {"TABLE", "FOREIGN TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        same(8, tables.size());
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = metadata.getColumns(null, "tpch", "region", "%")) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME") + ":" + rows.getInt("DATA_TYPE"));
            }
        }
        same("r_regionkey:" + Types.BIGINT, columns.get(0));
        same(3, columns.size());
        int schemas = 0;
        try (ResultSet rows = metadata.getSchemas()) {
            while (rows.next()) {
                schemas++;
            }
        }
        same(true, schemas >= 3);
        metadata.getPrimaryKeys(null, "tpch", "region").close();
        metadata.getIndexInfo(null, "tpch", "region", false, true).close();
        metadata.getImportedKeys(null, "tpch", "region").close();
        metadata.getTypeInfo().close();
        metadata.getTableTypes().close();
        metadata.getCatalogs().close();
        metadata.getProcedures(null, null, "%").close();
        metadata.getFunctions(null, null, "%").close();
    }

    /** The driver asks for binary results from the fifth execution on. */
    private static void prepared(Connection connection) throws SQLException {
        String sql = "SELECT n_name, n_nationkey, CAST(n_nationkey AS decimal(12,3)), DATE '2026-01-02'"
                + " FROM nation WHERE n_regionkey = ? AND n_name >= ? ORDER BY n_name";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int round = 0; round < 12; round++) {
                statement.setLong(1, 3);
                statement.setString(2, "G");
                try (ResultSet rows = statement.executeQuery()) {
                    same(true, rows.next());
                    same("GERMANY", rows.getString(1));
                    same(7L, rows.getLong(2));
                    same(new BigDecimal("7.000"), rows.getBigDecimal(3));
                    same(Date.valueOf("2026-01-02"), rows.getDate(4));
                }
            }
        }
    }

    /** Portals with a row limit: fetchSize works in a transaction only. */
    private static void fetchSize(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(100);
            int count = 0;
            try (ResultSet rows = statement.executeQuery("SELECT o_orderkey FROM orders")) {
                while (rows.next()) {
                    count++;
                }
            }
            same(15_000, count);
        }
        connection.commit();
    }

    private static void cancel(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(1500);
                    statement.cancel();
                } catch (Exception error) {
                    error.printStackTrace();
                }
            });
            canceller.start();
            try {
                statement.executeQuery("SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y),"
                        + " UNNEST(sequence(1, 10000)) c(z) WHERE x * y * z % 1000003 = 5");
                throw new AssertionError("not cancelled");
            } catch (SQLException error) {
                same("57014", error.getSQLState());
            }
            canceller.join();
            same(true, statement.executeQuery("SELECT 1").next());
        }
    }

    private static void errors(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT nope FROM region");
            throw new AssertionError("no error");
        } catch (SQLException error) {
            same("42703", error.getSQLState());
        }
        try (Statement statement = connection.createStatement()) {
            same(true, statement.executeQuery("SELECT 1").next());
        }
    }

    private static void maxRows(Connection connection) throws SQLException {
        for (int limit : new int[] {3, Integer.MAX_VALUE}) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT n_name FROM nation")) {
                statement.setMaxRows(limit);
                int count = 0;
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        count++;
                    }
                }
                same(Math.min(limit, 25), count);
            }
        }
    }

    private static void batch(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("CREATE DATABASE IF NOT EXISTS jdbc_batch");
            statement.addBatch("DROP DATABASE jdbc_batch");
            same(2, statement.executeBatch().length);
        }
    }

    private static void resultSetMetadata(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT o_totalprice, o_orderkey AS key FROM orders LIMIT 1")) {
            ResultSetMetaData metadata = rows.getMetaData();
            same("key", metadata.getColumnLabel(2));
            same(Types.NUMERIC, metadata.getColumnType(1));
            same(15, metadata.getPrecision(1));
            same(2, metadata.getScale(1));
            same(Types.BIGINT, metadata.getColumnType(2));
        }
    }
}
