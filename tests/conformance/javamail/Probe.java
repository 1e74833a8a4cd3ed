import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.event.TransportEvent;
import javax.mail.event.TransportListener;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Sends one mail a line of standard input, and says in a line of JSON what JavaMail made of it.
 *
 * A line is the base64 of a properties text: JavaMail's own (mail.smtp...), and probe.user, probe.password,
 * probe.from, probe.to, and probe.keystore, probe.storepass, probe.alias for a client's certificate.
 */
public final class Probe {
    private static final long PATIENCE_SECONDS = 10;

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Properties wanted = new Properties();
            wanted.load(new StringReader(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8)));
            System.out.println(send(wanted));
            System.out.flush();
        }
    }

    private static String send(Properties wanted) throws Exception {
        if (wanted.containsKey("probe.keystore")) {
            wanted.put("mail.smtp.ssl.socketFactory", withClientKey(wanted).getSocketFactory());
            // Where a connection fails, JavaMail would try once more without the key.
            wanted.put("mail.smtp.socketFactory.fallback", "false");
        }
        Session session = Session.getInstance(wanted);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(wanted.getProperty("probe.from")));
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(wanted.getProperty("probe.to")));
        message.setSubject("a probe's mail");
        message.setSentDate(new Date());
        message.setText("sent by JavaMail\n", "UTF-8");
        message.saveChanges();
        Outcome outcome = new Outcome();
        Transport transport = session.getTransport("smtp");
        transport.addTransportListener(outcome);
        try {
            transport.connect(
                wanted.getProperty("mail.smtp.host"), Integer.parseInt(wanted.getProperty("mail.smtp.port")),
                wanted.getProperty("probe.user"), wanted.getProperty("probe.password"));
            outcome.isConnected = true;
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException problem) {
            outcome.keep(problem);
        }
        outcome.await();
        try {
            transport.close();
        } catch (MessagingException problem) {
            outcome.keep(problem);
        }
        return outcome.asJson();
    }

    private static SSLContext withClientKey(Properties wanted) throws Exception {
        char[] password = wanted.getProperty("probe.storepass").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(wanted.getProperty("probe.keystore"))) {
            store.load(file, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new OneAlias(keys, wanted.getProperty("probe.alias"))}, null, null);
        return context;
    }

    /** Shows the key of one alias, whatever issuers the server asks for: what SMTPClientCertAlias means. */
    private static final class OneAlias extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final String alias;

        OneAlias(X509ExtendedKeyManager keys, String alias) {
            this.keys = keys;
            this.alias = alias;
        }

        @Override public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) { return alias; }
        @Override public String[] getClientAliases(String type, Principal[] issuers) { return new String[] {alias}; }
        @Override public String chooseServerAlias(String type, Principal[] issuers, Socket socket) { return null; }
        @Override public String[] getServerAliases(String type, Principal[] issuers) { return null; }
        @Override public X509Certificate[] getCertificateChain(String name) { return keys.getCertificateChain(name); }
        @Override public PrivateKey getPrivateKey(String name) { return keys.getPrivateKey(name); }
    }

    /** What happened: "refused", or once connected JavaMail's own event; and each exception with its causes. */
    private static final class Outcome implements TransportListener {
        private final CountDownLatch told = new CountDownLatch(1);
        private final List<String> exceptions = new ArrayList<>();
        private boolean isConnected;
        private volatile String event = "refused";

        @Override public void messageDelivered(TransportEvent sent) { tell("delivered"); }
        @Override public void messageNotDelivered(TransportEvent sent) { tell("not-delivered"); }
        @Override public void messagePartiallyDelivered(TransportEvent sent) { tell("partially-delivered"); }

        private void tell(String found) {
            event = found;
            told.countDown();
        }

        /** Events come in a thread of JavaMail's own, one for each mail that it tried to send. */
        void await() throws InterruptedException {
            if (isConnected && !told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                event = "no event";
            }
        }

        void keep(Throwable problem) {
            exceptions.add(problem.getClass().getSimpleName() + ": " + problem.getMessage());
            Throwable next = problem instanceof MessagingException
                ? ((MessagingException) problem).getNextException() : problem.getCause();
            if (next != null) {
                keep(next);
            }
        }

        String asJson() {
            List<String> quoted = new ArrayList<>();
            for (String exception : exceptions) {
                quoted.add(quote(exception));
            }
            return "{\"event\": " + quote(event) + ", \"exceptions\": [" + String.join(", ", quoted) + "]}";
        }

        private static String quote(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (char one : text.toCharArray()) {
                quoted.append(one == '"' || one == '\\' || one < ' ' || one > '~' ? String.format("\\u%04x", (int) one) : one);
            }
            return quoted.append('"').toString();
        }
    }
}
