// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.util.Map;

import org.apache.kafka.common.utils.Exit;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.util.FileSystemUtils;

/**
 * The broker of the demo, in a process of its own, since it has to survive each of the
 * instances. It ends some seconds after the last of them is gone, and deletes what it
 * wrote. A signal that comes earlier waits as long: Ctrl-C in the terminal of one
 * instance reaches the broker, too.
 */
final class Broker {

	private Broker() {
	}

	/**
	 * Runs until the last instance is gone.
	 * @param arguments the port of the door, and the folder of all files
	 */
	public static void main(String[] arguments) throws IOException {
		LoggingSystem.get(Broker.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
		File folder = new File(arguments[1]);
		try {
			run(new Door(Integer.parseInt(arguments[0])), folder);
		}
		catch (BindException ex) {
			// another instance was faster
			FileSystemUtils.deleteRecursively(folder);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(1);
		}
	}

	private static void run(Door door, File folder) {
		EmbeddedKafkaBroker kafka = new EmbeddedKafkaKraftBroker(1, 1)
			.brokerProperties(Map.of("group.min.session.timeout.ms", "1000", "offsets.topic.num.partitions", "1",
					"log.cleaner.dedupe.buffer.size", "4194304"));
		// Kafka's own hooks would delete the log while there are instances
		Exit.setShutdownHookAdder((name, hook) -> {
		});
		kafka.afterPropertiesSet();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			door.awaitEmpty();
			kafka.destroy();
			FileSystemUtils.deleteRecursively(folder);
		}));
		door.open(kafka.getBrokersAsString());
		door.awaitEmpty();
		System.exit(0);
	}

}
