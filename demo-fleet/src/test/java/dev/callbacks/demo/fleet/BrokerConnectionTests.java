// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The broker that instances share.
 */
class BrokerConnectionTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final int port = Brokers.freePort();

	@Test
	void instancesThatStartAtOnceShareABrokerThatEndsWithTheLastOfThem() throws Exception {
		CompletableFuture<BrokerConnection> opening = CompletableFuture.supplyAsync(this::open);
		BrokerConnection one = open();
		BrokerConnection two = opening.join();
		assertThat(one.getBootstrapServers()).isEqualTo(two.getBootstrapServers());
		await().atMost(SOON).until(() -> Brokers.of(this.port).size() == 1);
		ProcessHandle broker = Brokers.of(this.port).get(0);
		Path folder = Brokers.folder(broker);
		assertThat(folder).isDirectory();
		one.close();
		interrupt(broker);
		BrokerConnection three = open();
		assertThat(three.getBootstrapServers()).isEqualTo(two.getBootstrapServers());
		two.close();
		three.close();
		await().atMost(SOON).until(() -> !broker.isAlive() && !Files.exists(folder));
	}

	/**
	 * Does what Ctrl-C does in a terminal that instance and broker share.
	 */
	private static void interrupt(ProcessHandle process) throws Exception {
		assumeThat(Path.of("/bin/kill")).isExecutable();
		new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid())).inheritIO().start().waitFor();
	}

	private BrokerConnection open() {
		try {
			return BrokerConnection.open(this.port);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
