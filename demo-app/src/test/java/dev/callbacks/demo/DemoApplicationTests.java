// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo as it is started.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class DemoApplicationTests {

	@Autowired
	private RestTestClient client;

	@LocalServerPort
	private int port;

	@Test
	void saysWhereToLook(CapturedOutput output) {
		assertThat(output).contains("Now open http://localhost:" + this.port);
	}

	@Test
	void thePageRunsNoScriptOfItsTextAndLoadsNothingFromElsewhere() {
		String page = this.client.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy).startsWith("default-src 'none'; script-src 'self';"))
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(page).doesNotContain("http:", "https:", "style=", "onclick=")
			.containsOnlyOnce("<script")
			.contains("<script type=\"module\" src=\"demo.js\"></script>");
	}

	@Test
	void theConsoleServesTheTreeThatThePageShows() {
		for (String file : List.of("tokens.css", "base.css", "tree.css", "icon.svg", "live.js")) {
			this.client.get().uri("/callbacks/" + file).exchange().expectStatus().isOk();
		}
	}

	@Test
	void theStoryHasACodeForEachButton() {
		this.client.get()
			.uri("/story")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(10)
			.jsonPath("$[0].id")
			.isEqualTo("three-streams")
			.jsonPath("$[0].code")
			.value((String code) -> assertThat(code).contains("this.chatModel.stream(\"What is a run?\")"));
	}

	@Test
	void aScenarioIsStreamed() {
		String lines = this.client.post()
			.uri("/story/cancel-mid-stream")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(lines).startsWith("data:{\"voice\":\"answer\",\"text\":\"\",\"note\":false}\n\n")
			.contains("CLOSED after: A run is one piece of work");
		this.client.post().uri("/story/unknown").exchange().expectStatus().isNotFound();
	}

	@Test
	void streamsOneEventPerTokenInOrder() {
		String body = ask("{\"message\": \"Tell me a joke\"}").expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		List<String> tokens = new ArrayList<>();
		Matcher matcher = Pattern.compile("data:\\{\"token\":\"(.*)\"\\}\n\n").matcher(body);
		while (matcher.find()) {
			tokens.add(matcher.group(1));
		}
		assertThat(tokens).containsExactly("", "Why", " don't scientists trust atoms?\\n\\nBecause they make up",
				" everything!", "");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"message\": \"  \"}", "{\"message\": \"\"}", "{\"message\": null}", "{}", "nonsense", "" })
	void messageThatIsBlankOrMissingIsABadRequest(String body) {
		assertThatRefused(body, HttpStatus.BAD_REQUEST);
	}

	@Test
	void messageThatIsTooLongIsABadRequest() {
		assertThatRefused("{\"message\": \"" + "a".repeat(4_001) + "\"}", HttpStatus.BAD_REQUEST);
	}

	@Test
	void bodyThatIsTooLargeIsRefusedBeforeItIsParsed() {
		assertThatRefused("nonsense".repeat(4_000), HttpStatus.CONTENT_TOO_LARGE);
	}

	private void assertThatRefused(String body, HttpStatus status) {
		ask(body).expectStatus().isEqualTo(status).expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private RestTestClient.ResponseSpec ask(String body) {
		return this.client.post()
			.uri("/chat")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.TEXT_EVENT_STREAM)
			.body(body)
			.exchange();
	}

	@Test
	void actuatorShowsHealthAndMeters() {
		streamsOneEventPerTokenInOrder();
		this.client.get().uri("/actuator/health").exchange().expectStatus().isOk();
		this.client.get()
			.uri("/actuator/metrics/callbacks.runs?tag=outcome:success")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.measurements[0].value")
			.value((Double value) -> assertThat(value).isPositive());
		for (String meter : List.of("callbacks.runs.active", "callbacks.events", "callbacks.handler.duration",
				"callbacks.lane.wait")) {
			this.client.get().uri("/actuator/metrics/" + meter).exchange().expectStatus().isOk();
		}
		String prometheus = this.client.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(prometheus).contains(
				"callbacks_handler_duration_seconds_count{event_type=\"llm_new_token\",handler=\"tokenPrinter\"",
				"callbacks_events_total{event_type=\"llm_new_token\",handler=\"tokenPrinter\"}");
	}

}
