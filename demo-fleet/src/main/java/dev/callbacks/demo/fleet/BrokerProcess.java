// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

/**
 * The process of a broker that this instance started.
 *
 * @param process the process
 * @param folder the folder of all its files
 */
record BrokerProcess(Process process, Path folder) {

	private static final String LOG = "broker.log";

	/**
	 * Starts a broker.
	 * @param port the port of its door
	 */
	static BrokerProcess start(int port) throws IOException {
		Path folder = Files.createTempDirectory("callbacks-demo-broker-");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder,
				Broker.class.getName(), Integer.toString(port), folder.toString());
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		builder.redirectErrorStream(true).redirectOutput(folder.resolve(LOG).toFile());
		return new BrokerProcess(builder.start(), folder);
	}

	/**
	 * Whether it runs. Another one was faster if it does not.
	 * @throws IllegalStateException if it failed
	 */
	boolean isAlive() throws IOException {
		if (!this.process.isAlive() && this.process.exitValue() != 0) {
			String log = Files.readString(this.folder.resolve(LOG));
			FileSystemUtils.deleteRecursively(this.folder);
			throw new IllegalStateException("The broker of the demo has failed:\n" + log);
		}
		return this.process.isAlive();
	}

}
