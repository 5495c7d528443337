/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.ListGroupsResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a script against a broker and writes down what happens. A line of a script is one of
 *
 * <pre>
 * # a comment                    stays in the transcript
 * topic NAME 4                   the topic is there and has four partitions
 * drop NAME                      the topic is there no longer
 * let NAME = TEXT                {NAME} stands for the text from here on; 100*x is a hundred times x
 * a Heartbeat v4 groupId=g ...   client a sends this; the answer waits until it is asked for
 * a! Heartbeat v4 ...            the same, and takes the answer
 * a ?                            takes the next answer, which must come within a few seconds
 * a - 300                        no answer comes within 300 ms
 * wait 500                       nothing is done for 500 ms
 * </pre>
 *
 * <p>A client is a connection, and its name the client id. The member ids that it is given are called {@code a},
 * {@code a2}, ... in the transcript, and {@code $a}, {@code $a2} in the script. Groups other than those that begin with
 * the script's name are left out of what ListGroups says.
 */
final class ScriptRun implements AutoCloseable {
    private static final long ANSWER_MS_MAX = 15_000;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\w+|#[\\w-]+");
    /** As the broker makes them for members of classic groups, and of consumer groups. */
    private static final Pattern GIVEN_ID = Pattern.compile("-[0-9a-f-]{36}$|^[\\w-]{22}$");

    private static final Pattern EPOCH = Pattern.compile("@([a-z])([+-]\\d+)?");
    private static final Pattern REPETITION = Pattern.compile("(\\d+)\\*(\\w)");
    private static final Pattern REQUEST = Pattern.compile("(\\w+) v(\\d+) ?(.*)");

    private final String script;
    private final int port;
    private final Map<String, RawClient> clients = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    /** The member epoch, or generation, that each client heard last. */
    private final Map<String, Integer> epochs = new LinkedHashMap<>();
    /** Of members and topics, by what they are called in the script, with its first character. */
    private final Map<String, String> idsByName = new LinkedHashMap<>();

    private final List<String> transcript = new ArrayList<>();
    private final AnswerText answers = new AnswerText(this::named);
    private final ScriptTopics topics;

    ScriptRun(String script, int port) {
        this.script = script;
        this.port = port;
        topics = new ScriptTopics(port);
    }

    /** The transcript, one line for each thing that happened. */
    List<String> play(List<String> lines) {
        for (String line : lines) {
            play(line.strip());
        }
        // Whoever was named by others before it heard its own id.
        return transcript.stream().map(this::named).toList();
    }

    private void play(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            transcript.add(line);
        } else if (line.startsWith("let ")) {
            String[] parts = line.substring(4).split(" = ", 2);
            texts.put("{" + parts[0] + "}", expanded(parts[1]));
        } else if (line.startsWith("wait ")) {
            pause(Long.parseLong(line.substring(5)));
            transcript.add(line);
        } else if (line.startsWith("topic ")) {
            String[] parts = line.split(" ", -1);
            idsByName.put("#" + parts[1], topics.make(parts[1], Integer.parseInt(parts[2])));
            transcript.add(line);
        } else if (line.startsWith("drop ")) {
            topics.drop(line.substring(5));
            transcript.add(line);
        } else {
            act(line);
        }
    }

    private void act(String line) {
        String[] parts = line.split(" ", 2);
        String who = parts[0].replace("!", "");
        if (parts[1].equals("?")) {
            take(who, ANSWER_MS_MAX);
        } else if (parts[1].startsWith("- ")) {
            takeNothing(who, Long.parseLong(parts[1].substring(2)));
        } else {
            send(who, expanded(parts[1]));
            if (parts[0].endsWith("!")) {
                take(who, ANSWER_MS_MAX);
            }
        }
    }

    private void send(String who, String text) {
        String request = EPOCH.matcher(text).replaceAll(this::epoch);
        Matcher parts = REQUEST.matcher(request);
        if (!parts.matches()) {
            throw new IllegalArgumentException(request);
        }
        transcript.add(who + " > " + AnswerText.shortened(request));
        String fields = REFERENCE.matcher(parts.group(3)).replaceAll(reference -> id(reference.group()));
        client(who).send(MessageText.request(parts.group(1), fields), Short.parseShort(parts.group(2)));
    }

    private String epoch(MatchResult reference) {
        int change = reference.group(2) == null ? 0 : Integer.parseInt(reference.group(2));
        return Integer.toString(epochs.getOrDefault(reference.group(1), 0) + change);
    }

    private String id(String name) {
        return Objects.requireNonNull(idsByName.get(name), () -> "nothing is called " + name);
    }

    private void take(String who, long waitMs) {
        Optional<ApiMessage> answer = client(who).answer(waitMs);
        transcript.add(answer.map(message -> answered(who, message)).orElse(who + " - no answer"));
    }

    private void takeNothing(String who, long waitMs) {
        Optional<ApiMessage> answer = client(who).answer(waitMs);
        transcript.add(
                answer.map(message -> answered(who, message)).orElse(who + " - no answer within " + waitMs + " ms"));
    }

    private String answered(String who, ApiMessage answer) {
        if (answer instanceof JoinGroupResponse joined) {
            learn(who, joined.memberId());
            epochs.compute(
                    who, (name, last) -> joined.generationId() > 0 ? Integer.valueOf(joined.generationId()) : last);
        }
        if (answer instanceof ConsumerGroupHeartbeatResponse beat && beat.memberId() != null) {
            learn(who, beat.memberId());
            epochs.compute(who, (name, last) -> beat.memberEpoch() > 0 ? Integer.valueOf(beat.memberEpoch()) : last);
        }
        if (answer instanceof ListGroupsResponse listed) {
            listed.groups(listed.groups().stream()
                    .filter(group -> group.groupId().startsWith(script))
                    .toList());
        }
        String type = answer.getClass().getSimpleName().replace("Response", "");
        return who + " < " + type + " " + answers.of(answer);
    }

    private void learn(String who, String memberId) {
        if (GIVEN_ID.matcher(memberId).find() && !idsByName.containsValue(memberId)) {
            String name = "$" + who;
            for (int life = 2; idsByName.containsKey(name); life++) {
                name = "$" + who + life;
            }
            idsByName.put(name, memberId);
        }
    }

    private String named(String text) {
        String result = text;
        for (Map.Entry<String, String> id : idsByName.entrySet()) {
            result = result.replace(id.getValue(), id.getKey());
        }
        return result;
    }

    private String expanded(String text) {
        String result = text;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            result = result.replace(entry.getKey(), entry.getValue());
        }
        return REPETITION.matcher(result).replaceAll(run -> run.group(2).repeat(Integer.parseInt(run.group(1))));
    }

    private RawClient client(String name) {
        return clients.computeIfAbsent(name, missing -> new RawClient(missing, port));
    }

    static void pause(long ms) {
        try {
            boolean counted = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
            assert !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clients.values().forEach(RawClient::close);
        topics.close();
    }
}
