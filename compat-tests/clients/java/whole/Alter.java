/* SPDX-License-Identifier: Apache-2.0 */
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Sets one value of a topic as clients did before 2.3: the whole configuration anew. */
final class Alter {
    static void config(AdminClient admin, String topic, String key, String value) throws Exception {
        Config config = new Config(List.of(new ConfigEntry(key, value)));
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        admin.alterConfigs(Map.of(resource, config)).all().get();
    }
}
