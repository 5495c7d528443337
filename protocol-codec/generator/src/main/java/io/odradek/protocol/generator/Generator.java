/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The schema compiler's command line: the folder of the sources to write, their package, and the folders of message
 * specifications, one argument per release, newest first; a release of several artifacts names its folders with the
 * path separator between them. Does nothing if neither the specifications nor the compiler changed since the last run.
 */
public final class Generator {
    private Generator() {}

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            throw new IllegalArgumentException("usage: <output folder> <package> <specifications, newest first>...");
        }
        List<List<Path>> releases = new ArrayList<>();
        for (String release : Arrays.asList(args).subList(2, args.length)) {
            releases.add(Stream.of(release.split(File.pathSeparator, -1))
                    .map(Path::of)
                    .toList());
        }
        generate(new OutputFolder(Path.of(args[0]), args[1]), args[1], releases);
    }

    private static void generate(OutputFolder output, String packageName, List<List<Path>> releases)
            throws IOException, URISyntaxException {
        String fingerprint = fingerprint(packageName, releases);
        if (output.isMadeFrom(fingerprint)) {
            return;
        }
        List<MessageSpec> messages = mergedSpecs(releases);
        for (MessageSpec message : messages) {
            try {
                output.write(message.name(), MessageCode.emit(message, packageName));
            } catch (SpecException e) {
                throw new SpecException(message.name() + ": " + e.getMessage(), e);
            }
        }
        output.write("ApiKey", ApiKeyCode.emit(messages, packageName));
        output.write("package-info", packageInfo(packageName));
        output.finish(fingerprint);
    }

    /** The merged specifications of releases, newest first, each in one or more folders. */
    public static List<MessageSpec> mergedSpecs(List<List<Path>> releases) throws IOException {
        List<List<MessageSpec>> specs = new ArrayList<>();
        for (List<Path> release : releases) {
            List<MessageSpec> ofRelease = new ArrayList<>();
            for (Path folder : release) {
                ofRelease.addAll(SpecReader.readFolder(folder));
            }
            specs.add(ofRelease);
        }
        return SpecMerger.merge(specs);
    }

    private static String packageInfo(String packageName) {
        return """
                /** Kafka's messages, one class for all versions of each; generated from its specifications. */
                @NullMarked
                package %s;

                import org.jspecify.annotations.NullMarked;
                """.formatted(packageName);
    }

    /** A digest of all that the output depends on: the specifications and the compiler itself. */
    private static String fingerprint(String packageName, List<List<Path>> releases)
            throws IOException, URISyntaxException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        digest.update(packageName.getBytes(StandardCharsets.UTF_8));
        Path compiler = Path.of(Generator.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        digestTree(digest, compiler);
        for (List<Path> release : releases) {
            for (Path folder : release) {
                digestTree(digest, folder);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void digestTree(MessageDigest digest, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
    }
}
