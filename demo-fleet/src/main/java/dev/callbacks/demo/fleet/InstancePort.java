// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * The port of an instance: the first one that is free, unless {@code server.port} says
 * which. So the command that starts an instance is always the same.
 */
final class InstancePort implements EnvironmentPostProcessor {

	private static final String PORT = "server.port";

	private static final String INSTANCES = "demo.instances";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.acceptsProfiles(Profiles.of("fleet"))) {
			return;
		}
		List<Integer> ports = Arrays.stream(environment.getRequiredProperty(INSTANCES, String[].class))
			.map((instance) -> URI.create(instance).getPort())
			.toList();
		Integer port = environment.getProperty(PORT, Integer.class);
		if (port == null) {
			environment.getPropertySources().addLast(new MapPropertySource("instancePort", Map.of(PORT, free(ports))));
		}
		else if (!ports.contains(port)) {
			throw new IllegalStateException("The ports of instances are " + ports + ", as 'demo.instances' says, and "
					+ port + " is none of them");
		}
	}

	private static int free(List<Integer> ports) {
		return ports.stream()
			.filter(InstancePort::isFree)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"The ports " + ports + " are in use: 'demo.instances' may name more"));
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
