/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the listener keys, and refuses combinations that Kafka refuses too. Pure but for the machine's own name. */
record ListenerConfigs(
        List<Listener> bound, List<Listener> advertised, Listener interBroker, Optional<Listener> controlPlane) {
    private static final Pattern URI = Pattern.compile("(.*)://\\[?([0-9a-zA-Z\\-%._:]*)\\]?:(-?[0-9]+)");

    static ListenerConfigs read(BrokerConfig config) {
        Map<String, SecurityProtocol> protocols = protocols(config.get(Keys.LISTENER_SECURITY_PROTOCOL_MAP));
        List<String> controllerNames =
                config.find(Keys.CONTROLLER_LISTENER_NAMES).orElse(List.of());
        List<Listener> bound =
                withoutControllers(parse(Keys.LISTENERS, config.get(Keys.LISTENERS), protocols), controllerNames);
        if (bound.isEmpty()) {
            throw new ConfigException("listeners names no listener for clients; add one such as PLAINTEXT://:9092");
        }
        requireDistinct(bound);
        requireServed(bound);
        List<Listener> advertised = config.find(Keys.ADVERTISED_LISTENERS)
                .filter(list -> !list.isEmpty())
                .map(list -> withoutControllers(parse(Keys.ADVERTISED_LISTENERS, list, protocols), controllerNames))
                .orElse(bound);
        requireBound(advertised, bound);
        Listener interBroker = interBroker(config, advertised);
        return new ListenerConfigs(bound, advertised, interBroker, controlPlane(config, bound, interBroker));
    }

    /** The advertised listeners, with this machine's name where the file gives no host. */
    List<Listener> advertisedWithHosts() {
        var resolved = new ArrayList<Listener>(advertised.size());
        for (Listener listener : advertised) {
            resolved.add(listener.host().isEmpty() ? withHost(listener, ownHostName()) : listener);
        }
        return List.copyOf(resolved);
    }

    private static Listener withHost(Listener listener, String host) {
        return new Listener(listener.name(), listener.protocol(), host, listener.port());
    }

    private static String ownHostName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    "advertised.listeners is not set and this machine's name does not resolve; set advertised.listeners");
        }
    }

    private static Map<String, SecurityProtocol> protocols(String map) {
        var protocols = new HashMap<String, SecurityProtocol>();
        for (String pair : KeyType.splitAtCommas(map)) {
            int colon = pair.lastIndexOf(':');
            if (colon <= 0) {
                throw new ConfigException(
                        "listener.security.protocol.map=" + map + " must be a list of NAME:PROTOCOL pairs");
            }
            protocols.put(
                    pair.substring(0, colon).trim().toUpperCase(Locale.ROOT),
                    SecurityProtocol.forName(pair.substring(colon + 1)));
        }
        return protocols;
    }

    private static List<Listener> parse(
            ConfigKey<List<String>> key, List<String> uris, Map<String, SecurityProtocol> protocols) {
        var listeners = new ArrayList<Listener>(uris.size());
        for (String uri : uris) {
            Matcher matcher = URI.matcher(uri);
            if (!matcher.matches()) {
                throw new ConfigException(key.name() + ": " + uri + " must look like NAME://host:port");
            }
            String name = matcher.group(1).toUpperCase(Locale.ROOT);
            SecurityProtocol protocol = protocols.get(name);
            if (protocol == null) {
                throw new ConfigException(
                        key.name() + ": listener " + name + " has no entry in listener.security.protocol.map; add "
                                + name + ":PLAINTEXT (or another protocol)");
            }
            listeners.add(new Listener(name, protocol, matcher.group(2), port(key, uri, matcher.group(3))));
        }
        return List.copyOf(listeners);
    }

    private static int port(ConfigKey<?> key, String uri, String digits) {
        long port = digits.length() > 6 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (port < 0 || port > 65535) {
            throw new ConfigException(key.name() + ": the port of " + uri + " must be from 0 to 65535");
        }
        return (int) port;
    }

    private static List<Listener> withoutControllers(List<Listener> listeners, List<String> controllerNames) {
        return listeners.stream()
                .filter(listener -> controllerNames.stream().noneMatch(listener.name()::equalsIgnoreCase))
                .toList();
    }

    private static void requireDistinct(List<Listener> listeners) {
        var names = new HashSet<String>();
        var places = new HashSet<String>();
        for (Listener listener : listeners) {
            if (!names.add(listener.name())) {
                throw new ConfigException("listeners names " + listener.name() + " twice; give each its own name");
            }
            if (listener.port() != 0 && !places.add(listener.host() + ":" + listener.port())) {
                throw new ConfigException("listeners uses port " + listener.port() + " twice; give each its own port");
            }
        }
    }

    /** Opening a listener without the protection that the file asks for would be worse than not starting. */
    private static void requireServed(List<Listener> listeners) {
        for (Listener listener : listeners) {
            if (listener.protocol() != SecurityProtocol.PLAINTEXT) {
                throw new ConfigException("listeners: " + listener + " asks for " + listener.protocol()
                        + ", which this version cannot serve yet; use a PLAINTEXT listener");
            }
        }
    }

    private static void requireBound(List<Listener> advertised, List<Listener> bound) {
        for (Listener listener : advertised) {
            if (listener.host().equals("0.0.0.0")) {
                throw new ConfigException("advertised.listeners: clients cannot connect to " + listener
                        + "; give the address that they shall use");
            }
            if (bound.stream().noneMatch(other -> other.name().equals(listener.name()))) {
                throw new ConfigException("advertised.listeners names " + listener.name()
                        + ", which is not in listeners; add it there or remove it here");
            }
        }
    }

    private static Listener interBroker(BrokerConfig config, List<Listener> advertised) {
        Optional<String> byName = config.find(Keys.INTER_BROKER_LISTENER_NAME);
        if (byName.isPresent() && config.isSet(Keys.SECURITY_INTER_BROKER_PROTOCOL)) {
            throw new ConfigException(
                    "inter.broker.listener.name and security.inter.broker.protocol exclude each other; remove one of them");
        }
        String name = byName.orElseGet(() -> config.get(Keys.SECURITY_INTER_BROKER_PROTOCOL))
                .toUpperCase(Locale.ROOT);
        for (Listener listener : advertised) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        String key = byName.isPresent() ? "inter.broker.listener.name" : "security.inter.broker.protocol";
        throw new ConfigException(key + "=" + name + " must be one of the advertised listeners "
                + advertised.stream().map(Listener::name).toList() + "; set inter.broker.listener.name");
    }

    private static Optional<Listener> controlPlane(BrokerConfig config, List<Listener> bound, Listener interBroker) {
        return config.find(Keys.CONTROL_PLANE_LISTENER_NAME).map(name -> {
            if (name.equalsIgnoreCase(interBroker.name())) {
                throw new ConfigException(
                        "control.plane.listener.name must differ from the inter-broker listener " + name);
            }
            return bound.stream()
                    .filter(listener -> listener.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException(
                            "control.plane.listener.name=" + name + " is not one of the listeners"));
        });
    }
}
