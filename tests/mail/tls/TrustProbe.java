import java.io.File;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Shakes hands with each server of its arguments (port, trust store, host name) and prints "taken" or "refused". */
public class TrustProbe {
    public static void main(String[] words) throws Exception {
        for (int at = 0; at < words.length; at += 3) {
            KeyStore store = KeyStore.getInstance(new File(words[at + 1]), "changeit".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            Socket plain = new Socket("127.0.0.1", Integer.parseInt(words[at]));
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, words[at + 2], 25, true)) {
                socket.setSoTimeout(10000);
                socket.startHandshake();
                System.out.println("taken");
            } catch (java.io.IOException refused) {
                System.out.println("refused");
            }
        }
    }
}
