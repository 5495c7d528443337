/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.BrokerSettings;
import io.odradek.broker.config.Keys;
import io.odradek.broker.log.CleanerSettings;
import io.odradek.broker.log.LogDirectories;

/** The log directories' settings out of Kafka's keys. */
final class LogSettings {
    private static final int OPEN_FILES_MAX = 1000;

    private LogSettings() {}

    static LogDirectories.Settings of(BrokerConfig config) {
        return new LogDirectories.Settings(
                config.logDirs(),
                OPEN_FILES_MAX,
                config.get(Keys.NUM_RECOVERY_THREADS_PER_DATA_DIR),
                config.get(Keys.LOG_INITIAL_TASK_DELAY_MS),
                config.get(Keys.LOG_RETENTION_CHECK_INTERVAL_MS),
                config.get(Keys.LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS),
                config.get(Keys.LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS),
                config.get(Keys.REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS),
                config.get(Keys.PRODUCER_ID_EXPIRATION_MS),
                config.get(Keys.PRODUCER_ID_EXPIRATION_CHECK_INTERVAL_MS));
    }

    /** How compacted logs are cleaned, as the settings are now. */
    static CleanerSettings cleaner(BrokerSettings settings) {
        return new CleanerSettings(
                settings.get(Keys.LOG_CLEANER_ENABLE),
                settings.get(Keys.LOG_CLEANER_THREADS),
                settings.get(Keys.LOG_CLEANER_DEDUPE_BUFFER_SIZE),
                settings.get(Keys.LOG_CLEANER_IO_BUFFER_LOAD_FACTOR),
                settings.get(Keys.LOG_CLEANER_IO_BUFFER_SIZE),
                settings.get(Keys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND),
                settings.get(Keys.LOG_CLEANER_BACKOFF_MS));
    }
}
