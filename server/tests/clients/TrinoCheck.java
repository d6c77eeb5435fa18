import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** One check per name, through Trino's own JDBC driver; any difference throws. */
public class TrinoCheck {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "tester");
        try (Connection connection = DriverManager.getConnection(arguments[0], properties)) {
            switch (arguments[1]) {
                case "values" -> values(connection);
                case "prepared" -> prepared(connection);
                case "errors" -> errors(connection);
                case "pages" -> pages(connection);
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
        String sql = "SELECT 1 AS i, BIGINT '2' AS l, 1.50 AS d, 'x' AS s, DATE '2024-02-29' AS day, true AS b, "
                + "ARRAY[1, NULL] AS a, TIMESTAMP '2024-02-29 12:34:56.123456' AS t, CAST(NULL AS double) AS n";
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            same("integer", columns.getColumnTypeName(1));
            same("decimal(3,2)", columns.getColumnTypeName(3));
            same("timestamp(6)", columns.getColumnTypeName(8));
            same(true, rows.next());
            same(1, rows.getInt("i"));
            same(2L, rows.getLong("l"));
            same(new BigDecimal("1.50"), rows.getBigDecimal("d"));
            same("x", rows.getString("s"));
            same("2024-02-29", rows.getDate("day").toString());
            same(true, rows.getBoolean("b"));
            same(2, ((Object[]) rows.getArray("a").getArray()).length);
            same("2024-02-29 12:34:56.123456", rows.getString("t"));
            rows.getDouble("n");
            same(true, rows.wasNull());
            same(false, rows.next());
        }
    }

    private static void prepared(Connection connection) throws SQLException {
        String sql = "SELECT count(*) FROM lineitem WHERE l_quantity > ? AND l_shipmode = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, 49);
            statement.setString(2, "RAIL");
            try (ResultSet rows = statement.executeQuery()) {
                same(true, rows.next());
                same(true, rows.getLong(1) > 0);
            }
        }
    }

    private static void errors(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT nope FROM lineitem");
            throw new AssertionError("no error");
        } catch (SQLException error) {
            same(47, error.getErrorCode());
            same(true, error.getMessage().contains("line 1:8: Column 'nope' cannot be resolved"));
        }
    }

    private static void pages(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lineitem")) {
            long count = 0;
            while (rows.next()) {
                count++;
            }
            same(60175L, count);
        }
    }
}
