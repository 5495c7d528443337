/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.odradek.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlterReplicaLogDirsHandlerTest {
    private final DataPath path = new DataPath();
    private final AlterReplicaLogDirsHandler handler =
            new AlterReplicaLogDirsHandler(path.partitions.logs(), path.cluster);

    private List<AlterReplicaLogDirTopicResult> ask(AlterReplicaLogDir... directories) {
        return path.ask(handler, 2, new AlterReplicaLogDirsRequest().dirs(List.of(directories)))
                .answer()
                .results();
    }

    private static AlterReplicaLogDir directory(String name, String topic, int... partitions) {
        return new AlterReplicaLogDir()
                .path(name)
                .topics(List.of(new AlterReplicaLogDirTopic().name(topic).partitions(partitions)));
    }

    private static List<Short> errors(AlterReplicaLogDirTopicResult topic) {
        return topic.partitions().stream()
                .map(partition -> partition.errorCode())
                .toList();
    }

    @Test
    void aReplicaStaysWhereItIsAlready() {
        assertThat(ask(directory("/data", DataPath.TOPIC, 0, 1)))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.topicName()).isEqualTo(DataPath.TOPIC);
                    assertThat(errors(topic)).containsExactly(ErrorCode.NONE.code(), ErrorCode.NONE.code());
                });
    }

    @Test
    void whatIsNotHereAndWhereNothingIsAreToldApart() {
        var answer = ask(
                directory("/data", "unknown", 0),
                directory("/data", DataPath.TOPIC, 2),
                directory("/elsewhere", DataPath.TOPIC, 0),
                directory("no\0path", DataPath.TOPIC, 1));

        assertThat(answer).hasSize(2);
        assertThat(errors(answer.get(0))).containsExactly(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(errors(answer.get(1)))
                .containsExactly(
                        ErrorCode.REPLICA_NOT_AVAILABLE.code(),
                        ErrorCode.LOG_DIR_NOT_FOUND.code(),
                        ErrorCode.LOG_DIR_NOT_FOUND.code());
    }
}
