import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** DynamoDB Local on any free port of 127.0.0.1, where its own main binds every interface. It ends when its standard input does. */
public class DynamoDbLocalOnLoopback {
    public static void main(String[] args) throws Exception {
        DynamoDBProxyServer dynamoDb = ServerRunner.createServerFromCommandLineArgs(args);
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        Server server = (Server) field.get(dynamoDb);
        ServerConnector connector = null;
        for (Connector each : server.getConnectors()) {
            connector = (ServerConnector) each;
            connector.setHost("127.0.0.1");
            connector.setPort(0);
        }
        dynamoDb.start();
        System.out.println("Listening: " + connector.getLocalPort());
        while (System.in.read() >= 0) {
        }
        System.exit(0);
    }
}
