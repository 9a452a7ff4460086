// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The port of an instance.
 */
class InstancePortTests {

	private final MockEnvironment environment = new MockEnvironment();

	private String port(String instances) {
		this.environment.setProperty("demo.instances", instances);
		this.environment.setActiveProfiles("fleet");
		new InstancePort().postProcessEnvironment(this.environment, new SpringApplication());
		return this.environment.getRequiredProperty("server.port");
	}

	@Test
	void isTheFirstThatIsFree() throws IOException {
		int free = Brokers.freePort();
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(port("http://localhost:" + other.getLocalPort() + ", http://localhost:" + free))
				.isEqualTo(Integer.toString(free));
		}
	}

	@Test
	void isNoneIfAllAreInUse() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatIllegalStateException().isThrownBy(() -> port("http://localhost:" + other.getLocalPort()))
				.withMessageContaining("in use");
		}
	}

	@Test
	void isTheOneThatIsSetIfThePageKnowsIt() {
		this.environment.setProperty("server.port", "8081");
		assertThat(port("http://localhost:8080, http://localhost:8081")).isEqualTo("8081");
		assertThatIllegalStateException().isThrownBy(() -> port("http://localhost:8080"))
			.withMessageContaining("8081 is none of them");
	}

}
