// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.autoconfigure.stream.RemoteStream;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.console.ConsoleApplication.Events;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console of an instance that knows of another one.
 */
class FleetConsoleTests {

	private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

	private static final List<String> TOKENS = List.of("Hello, ", "I am ", "sec", "ret.");

	private ConsoleApplication application;

	private OtherInstance other;

	private void start(String... properties) {
		this.application = ConsoleApplication.start(WebApplicationType.SERVLET,
				new Class<?>[] { ConsoleApplication.Configuration.class, Fleet.class }, properties);
		this.other = this.application.bean(OtherInstance.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void listHasTheRunsOfAllInstancesWithTheirNames() {
		start();
		this.application.chatModel().call("One");
		assertThat(this.other.isRead()).as("before somebody looks").isFalse();
		JsonNode first = this.application.json("/api/runs");
		assertThat(first.get("status").get("fleet").has("loaded")).isFalse();
		this.other.end(this.other.begin("foreign", START), "Done");
		this.other.caughtUp();
		JsonNode runs = this.application.json("/api/runs");
		assertThat(runs.get("status").get("fleet").get("instance").asString()).isEqualTo("here");
		assertThat(runs.get("status").get("fleet").get("loaded").asLong()).isPositive();
		assertThat(runs.get("runs").valueStream().map((run) -> run.get("instance").asString())).containsExactly("here",
				"there");
		JsonNode foreign = runs.get("runs").get(1);
		assertThat(foreign.get("name").asString()).isEqualTo("foreign");
		assertThat(foreign.get("status").asString()).isEqualTo("SUCCESS");
		assertThat(foreign.get("tokens").asInt()).isEqualTo(8);
		assertThat(foreign.get("firstToken").asDouble()).isEqualTo(0.5);
		assertThat(this.other.readings).hasValue(1);
	}

	@Test
	void whatWasBeforeComesInNoStreamAndWhatFollowsDoes() {
		start();
		long cursor = this.application.json("/api/runs").get("cursor").asLong();
		RunInfo run = this.other.begin("foreign", START);
		this.other.caughtUp();
		try (Events events = this.application.events("?after=" + cursor)) {
			this.other.end(run, "Done");
			List<Map<String, String>> told = events.until(isEvent("LLM_END"));
			assertThat(told).noneMatch(isEvent("CHAT_MODEL_START"));
			assertThat(told.get(told.size() - 1).get("data")).contains("\"instance\":\"there\"");
			this.application.chatModel().call("One");
			List<Map<String, String>> own = events.until(isEvent("LLM_END"));
			assertThat(own.get(own.size() - 1).get("data")).contains("\"instance\":\"here\"");
		}
	}

	@Test
	void latestOfThePastAreKeptInWhateverOrderTheyCome() {
		start("callbacks.console.runs=2");
		this.application.json("/api/runs");
		for (int second : List.of(3, 4, 1, 2)) {
			this.other.end(this.other.begin("run-" + second, START.plusSeconds(second)), "Done");
		}
		this.other.caughtUp();
		assertThat(
				this.application.json("/api/runs").get("runs").valueStream().map((run) -> run.get("name").asString()))
			.containsExactly("run-4", "run-3");
	}

	@Test
	void tokensOfAnotherInstanceComeToThoseWhoOpenItsTree() {
		start();
		RunInfo run = known(this.other);
		try (Events events = this.application.events("?run=" + run.id())) {
			List<Map<String, String>> told = events.until(isToken(3));
			assertThat(told.stream().filter(isEvent("LLM_NEW_TOKEN"))).hasSize(4)
				.noneMatch((message) -> message.containsKey("id"))
				.noneMatch((message) -> message.get("data").contains("text"));
		}
		try (Events events = this.application.events("")) {
			this.other.end(run, "Done");
			assertThat(events.until(isEvent("LLM_END"))).noneMatch(isEvent("LLM_NEW_TOKEN"));
		}
	}

	@Test
	void textOfAnotherInstanceIsShownOnRequestAndRedacted() {
		start("callbacks.console.show-content=always");
		RunInfo run = known(this.other);
		try (Events events = this.application.events("?run=" + run.id())) {
			assertThat(events.until(isToken(3)).toString()).contains("\"text\":\"He").doesNotContain("sec");
		}
		this.other.fail(run, EndReason.ABANDONED, "I am secret.");
		JsonNode tree = this.application.json("/api/runs/" + run.id()).get("runs").get(0);
		assertThat(tree.get("status").asString()).isEqualTo("ABANDONED");
		assertThat(tree.get("error").asString()).isEqualTo("Timeout");
		assertThat(tree.get("input").asString()).contains("Who is there?");
		assertThat(tree.get("partial").asString()).isEqualTo("I am ***.");
	}

	@Test
	void partialTextIsHiddenByDefault() {
		start();
		RunInfo run = known(this.other);
		this.other.fail(run, EndReason.ABANDONED, "I am secret.");
		assertThat(this.application.get("/api/runs/" + run.id()).body()).contains("\"status\":\"ABANDONED\"")
			.doesNotContain("I am", "Who is");
	}

	@Test
	void wishToStopARunIsPassedOnWhileItIsUnderWay() {
		start();
		RunInfo run = known(this.other);
		assertThat(stop(run.id())).isEqualTo(202);
		assertThat(this.other.stopped).containsExactly(run.id());
		this.other.fail(run, EndReason.CANCELLED, "I");
		assertThat(stop(run.id())).isEqualTo(404);
		assertThat(stop(UUID.randomUUID())).isEqualTo(404);
		assertThat(this.other.stopped).hasSize(1);
	}

	@Test
	void pageIsToldThatOthersCannotBeReadAndOwnRunsGoOn() {
		start();
		this.other.away = true;
		try (Events events = this.application.events("")) {
			assertThat(events.until((message) -> message.getOrDefault("data", "").contains("\"away\":true")))
				.isNotEmpty();
			this.application.chatModel().call("One");
			assertThat(events.until(isEvent("LLM_END"))).anyMatch(isEvent("CHAT_MODEL_START"));
		}
	}

	@Test
	void withoutOtherInstancesNothingIsSaidOfThem() {
		this.application = ConsoleApplication.start(WebApplicationType.SERVLET);
		this.application.chatModel().call("One");
		assertThat(this.application.get("/api/runs").body()).doesNotContain("\"fleet\"", "\"instance\"");
	}

	/**
	 * Begins a run that the console knows.
	 */
	private RunInfo known(OtherInstance other) {
		this.application.json("/api/runs");
		other.caughtUp();
		return other.begin("foreign", START);
	}

	private int stop(UUID id) {
		return this.application.post("/api/runs/" + id + "/stop", ConsoleAccess.HEADER, "1").statusCode();
	}

	private static Predicate<Map<String, String>> isEvent(String type) {
		return (message) -> message.getOrDefault("data", "").contains("\"type\":\"" + type + "\"");
	}

	private static Predicate<Map<String, String>> isToken(int index) {
		return isEvent("LLM_NEW_TOKEN")
			.and((message) -> message.get("data").contains("\"sequence\":" + (index + 1) + ","));
	}

	@Configuration(proxyBeanMethods = false)
	static class Fleet {

		@Bean
		OtherInstance otherInstance() {
			return new OtherInstance();
		}

		@Bean
		ContentRedactor redactor() {
			return new ContentRedactor() {

				@Override
				public String redact(String text) {
					return text.replace("secret", "***");
				}

				@Override
				public int longestMatch() {
					return "secret".length();
				}

			};
		}

		@Bean
		RemoteStreams streams() {
			return new RemoteStreams() {

				@Override
				public Mono<RemoteStream> find(UUID root) {
					return Mono.empty();
				}

				@Override
				public Flux<NumberedEvent> follow(UUID root, long after) {
					RunInfo run = new RunInfo(root, null, List.of(), RunKind.CHAT_MODEL, "foreign", List.of(), Map.of(),
							START);
					return Flux.fromStream(IntStream.range(0, TOKENS.size())
						.mapToObj((i) -> new NumberedEvent(i + 1,
								new LlmNewToken(run, i + 1, i, ChatChunk.of(TOKENS.get(i)), i))));
				}

				@Override
				public Mono<Boolean> stop(UUID root) {
					return Mono.just(false);
				}

			};
		}

	}

}
