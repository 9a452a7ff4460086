// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The processes of brokers that this process started.
 */
final class Brokers {

	private Brokers() {
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<ProcessHandle> of(int port) {
		return ProcessHandle.current()
			.children()
			.filter((process) -> arguments(process).contains(Integer.toString(port)))
			.toList();
	}

	static Path folder(ProcessHandle broker) {
		List<String> arguments = arguments(broker);
		return Path.of(arguments.get(arguments.size() - 1));
	}

	private static List<String> arguments(ProcessHandle process) {
		return process.info().arguments().map(Arrays::asList).orElse(List.of());
	}

}
