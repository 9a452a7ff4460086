// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances with the settings of the profile.
 */
class FleetTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final int BROKER_PORT = Brokers.freePort();

	private static final List<String> INSTANCES = List.of(origin(), origin());

	private static ConfigurableApplicationContext one;

	private static ConfigurableApplicationContext two;

	private static String origin() {
		return "http://localhost:" + Brokers.freePort();
	}

	@BeforeAll
	static void start() {
		one = instance();
		two = instance();
	}

	private static ConfigurableApplicationContext instance() {
		return new SpringApplicationBuilder(Application.class).profiles("fleet")
			.run("--demo.instances=" + String.join(", ", INSTANCES), "--demo.broker-port=" + BROKER_PORT,
					"--spring.main.banner-mode=off");
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
		await().atMost(SOON).until(() -> Brokers.of(BROKER_PORT).isEmpty());
	}

	@Test
	void haveTheirPortsAndTheRelayWithContent() {
		assertThat(List.of(one, two)).extracting((instance) -> "http://localhost:" + port(instance))
			.containsExactlyElementsOf(INSTANCES);
		Environment environment = one.getEnvironment();
		assertThat(environment.getProperty("callbacks.relay.enabled", Boolean.class)).isTrue();
		assertThat(environment.getProperty("callbacks.relay.content", Boolean.class)).isTrue();
		assertThat(environment.getProperty("callbacks.relay.instance")).isEqualTo("localhost:" + port(one));
		assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
	}

	private static String port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Test
	void readAnAnswerFromEachOther() throws Exception {
		String answer = get(0, "/fleet/answer?question=Why", INSTANCES.get(0)).body();
		assertThat(answer).contains("event:end").contains("success");
		Matcher id = Pattern.compile("id:(\\S+):\\d+").matcher(answer);
		assertThat(id.find()).isTrue();
		HttpResponse<String> again = get(1, "/callbacks/streams/" + id.group(1), INSTANCES.get(0));
		assertThat(again.body()).isEqualTo(answer);
		assertThat(again.headers().firstValue("Access-Control-Allow-Origin")).contains(INSTANCES.get(0));
	}

	@Test
	void serveThePageAtTheirRoot() throws Exception {
		assertThat(get(1, "/", INSTANCES.get(1)).body()).contains("<script type=\"module\" src=\"fleet.js\"></script>");
		assertThat(get(1, "/fleet/instances", INSTANCES.get(0)).body()).contains(INSTANCES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://localhost", "http://elsewhere.example" })
	void endForNobodyElsesPage(String origin) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(INSTANCES.get(1) + "/fleet/halt"))
			.POST(HttpRequest.BodyPublishers.noBody());
		assertThat(send(origin.isEmpty() ? request : request.header("Origin", origin)).statusCode()).isEqualTo(403);
		assertThat(get(1, "/fleet/instance", "http://elsewhere.example").statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "%20" })
	void refuseAQuestionThatIsBlank(String question) throws Exception {
		assertThat(get(0, "/fleet/answer?question=" + question, INSTANCES.get(0)).statusCode()).isEqualTo(400);
	}

	private static HttpResponse<String> get(int instance, String path, String origin) throws Exception {
		return send(HttpRequest.newBuilder(URI.create(INSTANCES.get(instance) + path)).header("Origin", origin));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return CLIENT.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
	}

	@SpringBootApplication
	static class Application {

	}

}
