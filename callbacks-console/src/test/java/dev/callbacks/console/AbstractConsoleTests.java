// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import dev.callbacks.console.ConsoleApplication.Events;
import dev.callbacks.message.ChatChunk;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.AfterEach;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The replies of the console, whatever the kind of the web server.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class AbstractConsoleTests {

	private static final String SECRET = ConsoleApplication.SECRET;

	private final WebApplicationType type;

	private ConsoleApplication application;

	AbstractConsoleTests(WebApplicationType type) {
		this.type = type;
	}

	private ConsoleApplication start(String... properties) {
		this.application = ConsoleApplication.start(this.type, properties);
		return this.application;
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void pageAndItsPartsAreServedUnderAStrictPolicy() {
		start();
		HttpResponse<String> page = this.application.get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
		assertThat(page.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.contains("default-src 'none'", "script-src 'self'")
			.doesNotContain("unsafe", "http");
		assertThat(page.body()).contains("console.js").doesNotContain("<script>", "style=", "http://", "https://");
		assertThat(this.application.get("/console.js").headers().firstValue("Content-Type")).get()
			.asString()
			.startsWith("text/javascript");
		assertThat(this.application.get("/tokens.css").statusCode()).isEqualTo(200);
		assertThat(this.application.get("/absent.js").statusCode()).isEqualTo(404);
		assertThat(this.application.get("/../ConsoleController.class").statusCode()).isNotEqualTo(200);
		HttpResponse<String> redirect = this.application.get("");
		assertThat(redirect.statusCode()).isEqualTo(302);
		assertThat(redirect.headers().firstValue("Location")).get().asString().endsWith("callbacks/");
	}

	@Test
	void foreignersAreRefused() throws Exception {
		start();
		this.application.chatModel().call("Tell me a joke");
		for (String path : List.of("", "/", "/console.js", "/api/runs", "/api/runs/" + new UUID(0, 1),
				"/api/runs/" + new UUID(0, 1) + "/export", "/api/events")) {
			assertThat(this.application.get(path, "Host", "evil.example").statusCode()).as(path).isEqualTo(403);
			assertThat(this.application.get(path, "Origin", "http://evil.example").statusCode()).as(path)
				.isEqualTo(403);
			assertThat(this.application.get(path, "X-Forwarded-For", "127.0.0.1").statusCode()).as(path).isEqualTo(403);
		}
	}

	@Test
	void otherMachinesAreRefused() throws Exception {
		start();
		String address = NetworkInterface.networkInterfaces()
			.filter(AbstractConsoleTests::isOutward)
			.flatMap(NetworkInterface::inetAddresses)
			.filter(Inet4Address.class::isInstance)
			.map(InetAddress::getHostAddress)
			.findFirst()
			.orElse(null);
		Assumptions.assumeThat(address).isNotNull();
		HttpResponse<String> reply = this.application.send("GET", this.application.url(address, "/api/runs"), "Host",
				"localhost");
		assertThat(reply.statusCode()).isEqualTo(403);
		assertThat(reply.body()).startsWith("The console is for this machine");
	}

	private static boolean isOutward(NetworkInterface network) {
		try {
			return network.isUp() && !network.isLoopback();
		}
		catch (SocketException ex) {
			return false;
		}
	}

	@Test
	void proxiesThatTheServerBelievesFoolNobody() {
		for (String strategy : List.of("framework", "native")) {
			start("server.forward-headers-strategy=" + strategy);
			assertThat(
					this.application.get("/api/runs", "X-Forwarded-For", "127.0.0.1", "X-Forwarded-Host", "localhost")
						.statusCode())
				.as(strategy)
				.isEqualTo(403);
			this.application.close();
		}
	}

	@Test
	void contentIsInNoReplyByDefault() {
		start();
		this.application.manager()
			.chain("chain")
			.metadata("note", SECRET)
			.inputs(Map.of("question", SECRET))
			.call(() -> this.application.chatModel().stream("Is it " + SECRET + "?").map(ChatChunk::text).blockLast());
		failWithSecret();
		JsonNode runs = this.application.json("/api/runs");
		assertThat(runs.get("content").asString()).isEqualTo("HIDDEN");
		assertThat(runs.toString()).doesNotContain(SECRET);
		StringBuilder trees = new StringBuilder();
		for (JsonNode run : runs.get("runs")) {
			String path = "/api/runs/" + run.get("id").asString();
			trees.append(this.application.get(path).body());
			assertThat(this.application.get(path + "/export").body()).doesNotContain(SECRET);
		}
		assertThat(trees.toString()).contains("LLM_NEW_TOKEN").doesNotContain(SECRET);
		String root = runs.get("runs").get(1).get("id").asString();
		try (Events events = this.application.events("?after=0&run=" + root)) {
			this.application.chatModel().stream("Is it " + SECRET + "?").blockLast();
			assertThat(events.until(isEvent("LLM_END")).toString()).contains("CHAT_MODEL_START").doesNotContain(SECRET);
		}
	}

	private void failWithSecret() {
		try {
			this.application.manager().chain("failing").call(() -> {
				throw new IllegalStateException(SECRET);
			});
		}
		catch (IllegalStateException ex) {
			// meant to
		}
	}

	@Test
	void contentIsShownOnRequest() {
		start("callbacks.console.show-content=always");
		this.application.chatModel().stream("Is it true?").blockLast();
		JsonNode runs = this.application.json("/api/runs");
		assertThat(runs.get("content").asString()).isEqualTo("SHOWN");
		String tree = this.application.get("/api/runs/" + runs.get("runs").get(0).get("id").asString()).body();
		assertThat(tree).contains("Is it true?", "It is " + SECRET + " indeed.", "\"text\":");
	}

	@Test
	void contentIsHiddenFromUsersWhoAreNotAuthorized() {
		start("callbacks.console.show-content=when-authorized");
		this.application.chatModel().stream("Is it " + SECRET + "?").blockLast();
		JsonNode runs = this.application.json("/api/runs");
		assertThat(runs.get("content").asString()).isEqualTo("UNAUTHORIZED");
		String path = "/api/runs/" + runs.get("runs").get(0).get("id").asString();
		assertThat(this.application.get(path).body()).doesNotContain(SECRET);
	}

	@Test
	void eventsResumeAfterTheLastThatABrowserGot() {
		start();
		long cursor = this.application.json("/api/runs").get("cursor").asLong();
		this.application.chatModel().call("One");
		String id;
		try (Events events = this.application.events("?after=" + cursor)) {
			List<Map<String, String>> first = events.until(isEvent("CHAT_MODEL_START"));
			id = first.get(first.size() - 1).get("id");
		}
		try (Events events = this.application.events("?after=0", "Last-Event-ID", id)) {
			List<Map<String, String>> rest = events.until(isEvent("LLM_END"));
			assertThat(rest).noneMatch(isEvent("CHAT_MODEL_START")).noneMatch(named("gap"));
		}
	}

	@Test
	void whoComesTooLateIsToldTheGapAndGoesOn() {
		start("callbacks.console.events=2");
		long cursor = this.application.json("/api/runs").get("cursor").asLong();
		this.application.chatModel().call("One");
		this.application.chatModel().call("Two");
		try (Events events = this.application.events("?after=" + cursor)) {
			assertThat(events.until(named("gap"))).anyMatch(named("gap"));
			this.application.chatModel().call("Three");
			assertThat(events.until(isEvent("LLM_END"))).anyMatch(named("run"));
		}
	}

	@Test
	void tokensAreSentForTheTreeThatIsOpenOnly() {
		start();
		Flux<ChatChunk> call = this.application.chatModel().stream("One");
		long before = cursor();
		String other = new UUID(0, 1).toString();
		try (Events events = this.application.events("?run=" + other)) {
			events.until(named("status"));
			call.blockLast();
			assertThat(events.until(isEvent("LLM_END"))).noneMatch(isEvent("LLM_NEW_TOKEN"));
		}
		String run = this.application.json("/api/runs").get("runs").get(0).get("id").asString();
		try (Events events = this.application.events("?after=" + before + "&run=" + run)) {
			assertThat(events.until(isEvent("LLM_END"))).anyMatch(isEvent("LLM_NEW_TOKEN"));
		}
	}

	private long cursor() {
		return this.application.json("/api/runs").get("cursor").asLong();
	}

	@Test
	void runsAreStoppedByThePageOnly() {
		start();
		Disposable run = this.application.manager().chain("endless").stream(Flux::<String>never).subscribe();
		String id = this.application.json("/api/runs").get("runs").get(0).get("id").asString();
		String path = "/api/runs/" + id + "/stop";
		assertThat(this.application.get(path, ConsoleAccess.HEADER, "1").statusCode()).isEqualTo(405);
		assertThat(this.application.post(path).statusCode()).isEqualTo(403);
		assertThat(this.application.post(path, "Origin", "http://evil.example", ConsoleAccess.HEADER, "1").statusCode())
			.isEqualTo(403);
		assertThat(run.isDisposed()).isFalse();
		assertThat(this.application.post(path, ConsoleAccess.HEADER, "1").statusCode()).isEqualTo(204);
		try (Events events = this.application.events("?after=" + (cursor() - 1))) {
			assertThat(events.until(isEvent("CHAIN_ERROR"))).isNotEmpty();
		}
		assertThat(this.application.post(path, ConsoleAccess.HEADER, "1").statusCode()).isEqualTo(404);
		assertThat(this.application.post("/api/runs/no-id/stop", ConsoleAccess.HEADER, "1").statusCode())
			.isEqualTo(400);
	}

	@Test
	void statusTellsHandlersAndWhoHoldsRunsUp() {
		start();
		try (Events events = this.application.events("")) {
			List<Map<String, String>> status = events.until(named("status"));
			assertThat(status.get(status.size() - 1).get("data")).contains("callbackConsole", "p95");
		}
	}

	@Test
	void openPagesDoNotHoldUpTheEndOfTheApplication() {
		start();
		try (Events events = this.application.events("")) {
			events.until(named("status"));
			this.application.close();
			events.until((message) -> false);
		}
	}

	private static Predicate<Map<String, String>> isEvent(String type) {
		return (message) -> message.getOrDefault("data", "").contains("\"type\":\"" + type + "\"");
	}

	private static Predicate<Map<String, String>> named(String name) {
		return (message) -> name.equals(message.get("event"));
	}

}
