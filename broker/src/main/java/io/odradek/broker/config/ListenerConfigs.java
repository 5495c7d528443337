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
import org.jspecify.annotations.Nullable;

/** Reads the listener keys, and refuses combinations that Kafka refuses too. Pure but for the machine's own name. */
record ListenerConfigs(
        List<Listener> bound, List<Listener> advertised, Listener interBroker, Optional<Listener> controlPlane) {
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
        List<String> toTell = config.find(Keys.ADVERTISED_LISTENERS).orElse(List.of());
        List<Listener> advertised = toTell.isEmpty()
                ? bound
                : withoutControllers(parse(Keys.ADVERTISED_LISTENERS, toTell, protocols), controllerNames);
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
            int scheme = uri.indexOf("://");
            int colon = uri.lastIndexOf(':');
            if (scheme <= 0 || colon <= scheme) {
                throw malformed(key, uri);
            }
            String name = uri.substring(0, scheme).toUpperCase(Locale.ROOT);
            SecurityProtocol protocol = protocols.get(name);
            if (protocol == null) {
                throw new ConfigException(key.name() + ": listener " + name
                        + " has no entry in listener.security.protocol.map; add " + name
                        + ":PLAINTEXT (or another protocol)");
            }
            listeners.add(new Listener(
                    name, protocol, host(key, uri, uri.substring(scheme + 3, colon)), port(key, uri, colon + 1)));
        }
        return List.copyOf(listeners);
    }

    private static ConfigException malformed(ConfigKey<?> key, String uri) {
        return new ConfigException(key.name() + ": " + uri + " must look like NAME://host:port");
    }

    private static String host(ConfigKey<?> key, String uri, String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 128 || !(Character.isLetterOrDigit(c) || "-%._:".indexOf(c) >= 0)) {
                throw malformed(key, uri);
            }
        }
        return host;
    }

    private static int port(ConfigKey<?> key, String uri, int start) {
        try {
            int port = Integer.parseInt(uri.substring(start));
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            throw malformed(key, uri);
        }
        throw new ConfigException(key.name() + ": the port of " + uri + " must be from 0 to 65535");
    }

    private static List<Listener> withoutControllers(List<Listener> listeners, List<String> controllerNames) {
        var others = new ArrayList<Listener>(listeners.size());
        for (Listener listener : listeners) {
            if (!containsIgnoringCase(controllerNames, listener.name())) {
                others.add(listener);
            }
        }
        return List.copyOf(others);
    }

    private static boolean containsIgnoringCase(List<String> names, String wanted) {
        for (String name : names) {
            if (name.equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> names(List<Listener> listeners) {
        return listeners.stream().map(Listener::name).toList();
    }

    private static @Nullable Listener named(List<Listener> listeners, String name) {
        for (Listener listener : listeners) {
            if (listener.name().equalsIgnoreCase(name)) {
                return listener;
            }
        }
        return null;
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
            if (named(bound, listener.name()) == null) {
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
        String name = byName.isPresent() ? byName.get() : config.get(Keys.SECURITY_INTER_BROKER_PROTOCOL);
        Listener listener = named(advertised, name);
        if (listener != null) {
            return listener;
        }
        String key = byName.isPresent() ? "inter.broker.listener.name" : "security.inter.broker.protocol";
        throw new ConfigException(key + "=" + name + " must be one of the advertised listeners " + names(advertised)
                + "; set inter.broker.listener.name");
    }

    private static Optional<Listener> controlPlane(BrokerConfig config, List<Listener> bound, Listener interBroker) {
        Optional<String> name = config.find(Keys.CONTROL_PLANE_LISTENER_NAME);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (name.get().equalsIgnoreCase(interBroker.name())) {
            throw new ConfigException(
                    "control.plane.listener.name must differ from the inter-broker listener " + name.get());
        }
        Listener listener = named(bound, name.get());
        if (listener == null) {
            throw new ConfigException("control.plane.listener.name=" + name.get() + " is not one of the listeners");
        }
        return Optional.of(listener);
    }
}
