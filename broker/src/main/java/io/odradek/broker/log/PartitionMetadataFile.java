/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * partition.metadata: the topic id of the partition in this folder. Written without a force (docs/decisions/0003): the
 * controller knows the id, so a file that a power loss has emptied is only written again.
 */
final class PartitionMetadataFile {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionMetadataFile.class);
    private static final String VERSION_LINE = "version: 0";
    private static final String ID_KEY = "topic_id: ";

    private PartitionMetadataFile() {}

    static @Nullable Uuid read(PartitionFiles files) throws IOException {
        String text;
        try {
            text = SmallFile.readText(files.disk(), files.metadata());
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            LineCursor lines = new LineCursor(text);
            String version = lines.next();
            String id = lines.next();
            if (!version.equals(VERSION_LINE) || !id.startsWith(ID_KEY)) {
                throw new IllegalArgumentException("it is not of version 0");
            }
            return Uuid.fromString(id.substring(ID_KEY.length()));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is damaged ({}) and is written again", files.metadata(), e.getMessage());
            return null;
        }
    }

    /** In place, not beside and renamed: a cut file is told from a whole one. */
    static void write(PartitionFiles files, Uuid topicId) throws IOException {
        byte[] text = (VERSION_LINE + "\n" + ID_KEY + topicId).getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = files.disk().open(files.metadata(), Disk.Mode.CREATE)) {
            file.write(ByteBuffer.wrap(text), 0);
            if (file.sizeBytes() > text.length) {
                file.truncate(text.length);
            }
        }
    }

    /** Where a power loss must not leave a folder whose topic nobody can tell; nothing happens if there is none. */
    static void force(PartitionFiles files) throws IOException {
        if (files.disk().exists(files.metadata())) {
            try (DiskFile file = files.disk().open(files.metadata(), Disk.Mode.WRITE)) {
                file.force();
            }
            files.disk().forceFolder(files.folder());
        }
    }
}
