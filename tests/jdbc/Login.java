import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** Logs in with each URL and says whether the session uses SSL, and whose certificate the server saw. */
public class Login {
    public static void main(String[] urls) {
        for (String url : urls) {
            Properties properties = new Properties();
            String password = System.getenv("PGPASSWORD");
            if (password != null) {
                properties.setProperty("password", password);
            }
            try (Connection connection = DriverManager.getConnection(url, properties);
                    ResultSet row = connection.createStatement().executeQuery(
                            "SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                row.next();
                System.out.println("in ssl=" + row.getBoolean(1) + " certificate=" + row.getString(2));
            } catch (SQLException error) {
                System.out.println("out " + error.getSQLState() + " " + error.getMessage());
            }
        }
    }
}
