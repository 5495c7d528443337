/* SPDX-License-Identifier: Apache-2.0 */
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Runs the jobs of jobs.txt with the clients of clients.txt and makes the table; called by run.sh, which says how. A
 * client's folder is filled by its toolchain's setup.sh, which leaves there an executable {@code client}.
 */
public final class Matrix {

    /** What stands in which partition of a client's topic: partition, codec, acks. */
    private static final Map<String, List<String>> CASES = cases();

    private static final List<String> COLUMNS = Stream.of(
                    Stream.of("create", "describe"),
                    CASES.keySet().stream(),
                    Stream.of("consume", "others'", "seek", "group", "resume", "groups", "alter", "delete", "errors"))
            .flatMap(names -> names)
            .toList();

    private static final String BEGIN = "<!-- Clients matrix: written by compat-tests/clients/run.sh -->";
    private static final String END = "<!-- Clients matrix: end -->";
    private static final String KAFKA_BEGIN =
            "<!-- Clients matrix of Apache Kafka: written by compat-tests/clients/run.sh --kafka -->";
    private static final String KAFKA_END = "<!-- Clients matrix of Apache Kafka: end -->";

    private final Path root;
    private final Path scratch;
    private final Options options;
    private final String suffix = Long.toString(System.currentTimeMillis() / 1000, 36);
    private String bootstrap;

    private record Options(boolean brief, boolean kafka, boolean write, String bootstrap, Set<String> names) {}

    private record Client(String id, String toolchain, String program, boolean brief, List<String> packages) {}

    /** A client with what came of it: why it could not be set up, or a result of each job that it was asked for. */
    private record Row(Client client, String version, String missing, Map<String, String> results) {
        boolean ok(String column) {
            return results.getOrDefault(column, "").startsWith("ok");
        }
    }

    private Matrix(Path root, Options options) {
        this.root = root;
        this.options = options;
        this.scratch = root.resolve("compat-tests/target/clients");
    }

    public static void main(String[] args) throws Exception {
        boolean brief = false;
        boolean kafka = false;
        boolean write = false;
        String bootstrap = null;
        Set<String> names = new TreeSet<>();
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "--short" -> brief = true;
                case "--kafka" -> kafka = true;
                case "--write" -> write = true;
                case "--bootstrap" -> bootstrap = args[++i];
                default -> names.add(args[i]);
            }
        }
        System.exit(new Matrix(Path.of(args[0]), new Options(brief, kafka, write, bootstrap, names)).run());
    }

    private int run() throws Exception {
        List<Client> clients = clients();
        Files.createDirectories(scratch);
        delete(scratch, "broker-.*");
        Process broker = options.bootstrap == null ? start() : null;
        bootstrap = options.bootstrap == null ? bootstrap : options.bootstrap;
        List<Row> rows;
        try {
            rows = inParallel(clients.stream().<Callable<Row>>map(c -> () -> own(c)).toList());
            List<Row> written = rows;
            inParallel(rows.stream().<Callable<Void>>map(row -> () -> others(row, written)).toList());
        } finally {
            if (broker != null) {
                broker.destroy();
                broker.waitFor();
            }
        }
        return report(rows);
    }

    private List<Client> clients() throws IOException {
        List<Client> clients = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("compat-tests/clients/clients.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                List<String> words = List.of(line.trim().split("\\s+"));
                clients.add(new Client(words.get(0), words.get(1), words.get(2), words.get(3).equals("short"),
                        words.subList(4, words.size())));
            }
        }
        Set<String> unknown = new TreeSet<>(options.names);
        clients.forEach(c -> unknown.remove(c.id));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("not in clients.txt: " + unknown);
        }
        return clients.stream()
                .filter(c -> options.names.isEmpty() ? c.brief || !options.brief : options.names.contains(c.id))
                .toList();
    }

    /** Sets the client up and has it do everything that it can do alone. */
    private Row own(Client client) throws Exception {
        Path folder = Files.createDirectories(scratch.resolve(client.id));
        List<String> command = new ArrayList<>(
                List.of(root.resolve("compat-tests/clients/" + client.toolchain + "/setup.sh").toString(),
                        folder.toString(), client.program));
        command.addAll(client.packages);
        delete(folder, "client|.*[.]log");
        Path log = folder.resolve("setup.log");
        int code = call(command, log, 1200);
        if (code != 0) {
            List<String> said = Files.readAllLines(log);
            String why = code == 3 && !said.isEmpty() ? said.get(said.size() - 1) : "its set-up failed, see " + log;
            say(client, "not set up: " + why);
            return new Row(client, version(client, folder), code == 3 ? why : "its set-up failed", Map.of());
        }
        Row row = new Row(client, version(client, folder), null, new LinkedHashMap<>());
        job(row, "create", "create");
        if (!row.ok("create")) {
            create(topic(client));
        }
        job(row, "describe", "describe");
        CASES.forEach((name, how) -> job(row, name, "produce", name, how.get(0), how.get(1), how.get(2)));
        List<String> there = there(row);
        job(row, "consume", "consume", there);
        job(row, "seek", "seek", "none");
        job(row, "group", "group", there);
        job(row, "resume", "resume", there);
        Stream.of("groups", "alter", "delete", "errors").forEach(name -> job(row, name, name));
        return row;
    }

    /** Has the client read what each other client wrote. */
    private Void others(Row row, List<Row> rows) {
        if (row.missing == null) {
            String result = "ok";
            for (Row other : rows) {
                if (other != row && other.missing == null && result.startsWith("ok") && !there(other).isEmpty()) {
                    String got = run(row.client, topic(other.client), "consume", there(other));
                    result = got.startsWith("ok") ? result : got + " (written by " + other.client.id + ")";
                }
            }
            put(row, "others'", result);
        }
        return null;
    }

    /** PARTITION=NAME of everything that the client could write. */
    private static List<String> there(Row row) {
        return CASES.entrySet().stream()
                .filter(c -> row.ok(c.getKey()))
                .map(c -> c.getValue().get(0) + "=" + c.getKey())
                .toList();
    }

    private void job(Row row, String column, String job, String... arguments) {
        job(row, column, job, List.of(arguments));
    }

    private void job(Row row, String column, String job, List<String> arguments) {
        put(row, column, run(row.client, topic(row.client), job, arguments));
    }

    private void put(Row row, String column, String result) {
        row.results.put(column, result);
        if (!result.equals("ok")) {
            say(row.client, column + ": " + result);
        }
    }

    /** What the program says of the job: "ok ...", "FAILED ..." or "not offered ...". */
    private String run(Client client, String topic, String job, List<String> arguments) {
        Path folder = scratch.resolve(client.id);
        List<String> command = new ArrayList<>(List.of(folder.resolve("client").toString(), bootstrap, topic, job));
        command.addAll(arguments);
        try {
            Path log = Files.createTempFile(folder, job + "-", ".log");
            int code = call(command, log, 90);
            List<String> said = Files.readAllLines(log).stream().filter(l -> l.startsWith(job + ": ")).toList();
            String result = said.isEmpty() ? "FAILED without an answer, exit code " + code
                    : said.get(said.size() - 1).substring(job.length() + 2).strip();
            if (!result.startsWith("FAILED")) {
                Files.delete(log);
            }
            return result;
        } catch (IOException | InterruptedException e) {
            return "FAILED " + e;
        }
    }

    private static int call(List<String> command, Path log, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    private Process start() throws Exception {
        Path folder = scratch.resolve("broker-" + suffix);
        Files.createDirectories(folder);
        int port = freePort();
        bootstrap = "127.0.0.1:" + port;
        Process broker = new ProcessBuilder(options.kafka ? kafka(folder, port) : odradek(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("broker.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroyForcibly));
        for (int attempt = 0; attempt < 3000; attempt++) {
            try (Socket unused = new Socket("127.0.0.1", port)) {
                System.out.println("broker: " + (options.kafka ? "Apache Kafka" : "Odradek") + " at " + bootstrap);
                return broker;
            } catch (IOException e) {
                if (broker.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        broker.destroyForcibly();
        throw new IllegalStateException("the broker did not start, see " + folder);
    }

    private List<String> odradek(Path folder) {
        return List.of(root.resolve("bin/kafka-server-start.sh").toString(),
                "--override", "listeners=PLAINTEXT://" + bootstrap,
                "--override", "log.dirs=" + folder.resolve("data"),
                "--override", "group.initial.rebalance.delay.ms=0");
    }

    private List<String> kafka(Path folder, int port) throws Exception {
        int quorum = freePort();
        Path properties = Files.writeString(folder.resolve("server.properties"), String.join("\n",
                "process.roles=broker,controller", "node.id=1", "controller.quorum.voters=1@127.0.0.1:" + quorum,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + quorum,
                "controller.listener.names=CONTROLLER", "log.dirs=" + folder.resolve("data"),
                "offsets.topic.replication.factor=1", "group.initial.rebalance.delay.ms=0"));
        Path jars = root.resolve("compat-tests/kafka-current/target/lib");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException("no " + jars + "; ./mvnw -pl compat-tests/kafka-current generate-resources");
        }
        List<String> java = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-cp", jars + "/*");
        List<String> format = Stream.concat(java.stream(), Stream.of("kafka.tools.StorageTool", "format", "-t",
                "b2RyYWRlay1jbGllbnRzLQ", "-c", properties.toString())).toList();
        if (call(format, folder.resolve("format.log"), 60) != 0) {
            throw new IllegalStateException("Kafka's storage could not be formatted, see " + folder);
        }
        return Stream.concat(java.stream(), Stream.of("kafka.Kafka", properties.toString())).toList();
    }

    /** What runs before this one left in the folder under such names. */
    private static void delete(Path folder, String pattern) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(f -> f.getFileName().toString().matches(pattern)).toList();
        }
        for (Path path : found) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** For a client that cannot create its topic. */
    private void create(String topic) throws Exception {
        Path log = scratch.resolve("create-" + topic + ".log");
        call(List.of(root.resolve("bin/kafka-topics.sh").toString(), "--bootstrap-server", bootstrap, "--create",
                "--if-not-exists", "--topic", topic, "--partitions", "8", "--config", "retention.ms=86400000"), log, 60);
    }

    /** With 1 if something fails that is not excused, or something is excused in vain. */
    private int report(List<Row> rows) throws IOException {
        Set<String> known = failsWithKafka();
        String table = table(rows, known);
        System.out.println("\n" + table);
        if (options.kafka) {
            Set<String> passed = isWhole() ? cells(rows, result -> !result.startsWith("FAILED")) : new TreeSet<>();
            passed.retainAll(known);
            passed.forEach(cell -> System.out.println("is listed as failing with Kafka, and does not: " + cell));
            if (options.write) {
                write(KAFKA_BEGIN, KAFKA_END, summary(rows, known));
            }
            return passed.isEmpty() ? 0 : 1;
        }
        if (options.write) {
            write(BEGIN, END, table);
        }
        Set<String> failed = cells(rows, result -> result.startsWith("FAILED"));
        return known.containsAll(failed) ? 0 : 1;
    }

    /** Fewer clients have fewer others to read from. */
    private boolean isWhole() {
        return options.names.isEmpty() && !options.brief;
    }

    /** "CLIENT COLUMN" of the results that are such. */
    private static Set<String> cells(List<Row> rows, Predicate<String> such) {
        Set<String> cells = new TreeSet<>();
        for (Row row : rows) {
            row.results.forEach((column, result) -> {
                if (such.test(result)) {
                    cells.add(row.client.id + " " + column);
                }
            });
        }
        return cells;
    }

    /** "CLIENT COLUMN" of what a run with --kafka has shown to fail there as well. */
    private Set<String> failsWithKafka() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String line : Files.readAllLines(root.resolve("compat-tests/clients/fails-with-kafka.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                known.add(String.join(" ", List.of(line.split("\\s+")).subList(0, 2)));
            }
        }
        return known;
    }

    private String table(List<Row> rows, Set<String> known) {
        StringBuilder out = new StringBuilder();
        List<String> notes = new ArrayList<>();
        out.append("```\nCLIENTS: ").append(score(rows)).append("\n```\n\n");
        out.append("| client | version | ").append(String.join(" | ", COLUMNS)).append(" |\n");
        out.append("|---|---|").append(":---:|".repeat(COLUMNS.size())).append('\n');
        for (Row row : rows) {
            out.append("| ").append(row.client.id).append(" | ").append(row.version).append(" |");
            for (String column : COLUMNS) {
                out.append(' ').append(cell(row, column, known, notes)).append(" |");
            }
            out.append('\n');
            if (row.missing != null) {
                notes.add(row.client.id + ": not set up on this machine: " + row.missing);
            }
        }
        if (!notes.isEmpty()) {
            out.append('\n');
            notes.forEach(note -> out.append("- ").append(note).append('\n'));
        }
        return out.toString();
    }

    private static String cell(Row row, String column, Set<String> known, List<String> notes) {
        String result = row.results.getOrDefault(column, "");
        if (result.isEmpty()) {
            return "?";
        }
        if (result.startsWith("not offered")) {
            return "-";
        }
        boolean failed = result.startsWith("FAILED");
        boolean kafkaToo = known.contains(row.client.id + " " + column);
        if (!result.equals("ok")) {
            String note = result.replaceFirst("^ok \\((.*)\\)$", "$1").replaceFirst("^FAILED", "failed" + (kafkaToo ? ", with Kafka too:" : ":"));
            notes.add(row.client.id + ", " + column + ": " + escaped(note));
        }
        return failed ? kafkaToo ? "Kafka fails too" : "**FAILED**" : result.equals("ok") ? "ok" : "ok\\*";
    }

    private static String score(List<Row> rows) {
        List<String> results = rows.stream().flatMap(r -> r.results.values().stream()).toList();
        return "%d clients, %d jobs ok, %d failed, %d not offered by the client; %d clients not set up".formatted(
                rows.stream().filter(r -> r.missing == null).count(),
                results.stream().filter(r -> r.startsWith("ok")).count(),
                results.stream().filter(r -> r.startsWith("FAILED")).count(),
                results.stream().filter(r -> r.startsWith("not offered")).count(),
                rows.stream().filter(r -> r.missing != null).count());
    }

    /** What came of Kafka in our place, in short: the score, and what failed. */
    private static String summary(List<Row> rows, Set<String> known) {
        StringBuilder out = new StringBuilder("```\nCLIENTS, with Apache Kafka: " + score(rows) + "\n```\n\n");
        for (Row row : rows) {
            row.results.forEach((column, result) -> {
                if (result.startsWith("FAILED")) {
                    String excused = known.contains(row.client.id + " " + column) ? "listed" : "not listed";
                    out.append("- %s, %s (%s): %s\n".formatted(row.client.id, column, excused,
                            escaped(result.replaceFirst("^FAILED", "failed:"))));
                }
            });
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    /** Rewrites what stands between the marks, and nothing else. */
    private void write(String beginMark, String endMark, String made) throws IOException {
        Path file = root.resolve("docs/conformance.md");
        String text = Files.readString(file);
        int begin = text.indexOf(beginMark) + beginMark.length();
        int end = text.indexOf(endMark);
        if (begin < beginMark.length() || end < begin) {
            throw new IllegalStateException("docs/conformance.md has no place for the clients matrix");
        }
        Files.writeString(file, text.substring(0, begin) + "\n" + made + text.substring(end));
    }

    private String topic(Client client) {
        return client.id + "-" + suffix;
    }

    private static String version(Client client, Path folder) throws IOException {
        Path told = folder.resolve("version");
        if (Files.exists(told)) {
            return Files.readString(told).strip();
        }
        return client.packages.isEmpty() ? "" : client.packages.get(0).replaceFirst(".*[@=:]v?", "");
    }

    /** Three at a time: most of their time is waiting. */
    private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<T> done = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                done.add(task.get());
            }
            return done;
        } finally {
            threads.shutdown();
        }
    }

    private static void say(Client client, String what) {
        System.out.println(client.id + ": " + what);
    }

    private static Map<String, List<String>> cases() {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        int partition = 0;
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            cases.put(codec, List.of(Integer.toString(partition++), codec, "all"));
        }
        for (String acks : List.of("0", "1", "all")) {
            cases.put("acks-" + acks, List.of(Integer.toString(partition++), "none", acks));
        }
        return cases;
    }
}
