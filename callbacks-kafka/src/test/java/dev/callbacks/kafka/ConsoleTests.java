// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.callbacks.chat.CallbackChatModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console of one instance, which shows the runs of all.
 */
class ConsoleTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static Instance one;

	private static Instance two;

	@BeforeAll
	static void start() {
		one = Instance.serve("console", FleetNode.Provider.class, "callbacks.relay.instance=one",
				"callbacks.console.enabled=true", "callbacks.console.show-content=always");
		two = Instance.start("console", FleetNode.Provider.class, "callbacks.relay.instance=two");
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
	}

	@Test
	void listHasTheRunsOfAllInstancesOnce() {
		two.manager().chain("of-two").call(() -> two.get(CallbackChatModel.class).stream("3").blockLast(SOON));
		one.manager().chain("of-one").call(() -> one.get(CallbackChatModel.class).stream("3").blockLast(SOON));
		await().atMost(SOON).until(() -> statusOf("of-two"), "SUCCESS"::equals);
		assertThat(list().filter((run) -> name(run).startsWith("of-"))
			.map((run) -> name(run) + " " + run.get("instance").asString()))
			.containsExactlyInAnyOrder("of-one one", "of-two two");
		JsonNode tree = MAPPER.readTree(get("/api/runs/" + id("of-two")).body());
		assertThat(tree.get("runs").valueStream().map((run) -> run.get("kind").asString() + run.get("instance")))
			.containsExactly("CHAIN\"two\"", "CHAT_MODEL\"two\"");
		assertThat(tree.get("runs").get(1).get("output").asString()).isEqualTo("t0 t1 t2 ");
		assertThat(tree.get("events")).hasSize(4);
	}

	@Test
	void pageThatOpensATreeOfAnotherInstanceGetsItsTokens() throws Exception {
		Disposable call = two.manager()
			.chain("open")
			.stream(() -> two.get(CallbackChatModel.class).stream("100000"))
			.subscribe();
		await().atMost(SOON).until(() -> statusOf("open"), "OPEN"::equals);
		HttpResponse<Stream<String>> events = CLIENT.send(request("/api/events?run=" + id("open")).build(),
				HttpResponse.BodyHandlers.ofLines());
		try (Stream<String> lines = events.body()) {
			List<JsonNode> told = lines.filter((line) -> line.startsWith("data:{\"event\""))
				.map((line) -> MAPPER.readTree(line.substring("data:".length())).get("event"))
				.filter((event) -> event.get("type").asString().equals("LLM_NEW_TOKEN"))
				.limit(50)
				.toList();
			assertThat(told.stream().map((event) -> event.path("text").asString("")).collect(Collectors.joining()))
				.startsWith("t0 t1 t2 ")
				.endsWith("t48 t49 ");
			assertThat(told).extracting((event) -> event.get("sequence").asInt()).isSorted().doesNotHaveDuplicates();
		}
		finally {
			call.dispose();
		}
	}

	@Test
	void stopReachesTheOwner() throws Exception {
		two.manager()
			.chain("outer")
			.stream(() -> two.get(CallbackChatModel.class).stream("10000").onErrorComplete())
			.subscribe();
		await().atMost(SOON).until(() -> statusOf("outer"), "OPEN"::equals);
		await().atMost(SOON).until(() -> treeOf("outer").size() == 2);
		String child = treeOf("outer").get(1).get("id").asString();
		assertThat(stop(child)).isEqualTo(202);
		await().atMost(SOON).until(() -> statusOf("outer"), "SUCCESS"::equals);
		assertThat(treeOf("outer").get(1).get("status").asString()).isEqualTo("CANCELLED");
		assertThat(stop(child)).isEqualTo(404);
	}

	@Test
	void runOfAProcessThatDiedIsShownAsAbandonedWithItsText() {
		UUID run = DeadProcess.leaveARun(one, "dead", "one ", "two ");
		await().atMost(SOON).until(() -> statusOf("left"), "ABANDONED"::equals);
		JsonNode left = treeOf("left").get(0);
		assertThat(left.get("id").asString()).isEqualTo(run.toString());
		assertThat(left.get("instance").asString()).isEqualTo("dead");
		assertThat(left.get("error").asString()).isEqualTo("ProcessDied");
		assertThat(left.get("partial").asString()).isEqualTo("one two ");
	}

	private static Stream<JsonNode> list() {
		return MAPPER.readTree(get("/api/runs").body()).path("runs").valueStream().filter((run) -> !run.has("parent"));
	}

	private static String name(JsonNode run) {
		return run.get("name").asString();
	}

	private static JsonNode find(String name) {
		return list().filter((run) -> name(run).equals(name)).findFirst().orElse(MAPPER.nullNode());
	}

	private static String statusOf(String name) {
		return find(name).path("status").asString("");
	}

	private static String id(String name) {
		return find(name).path("id").asString("");
	}

	private static List<JsonNode> treeOf(String name) {
		return MAPPER.readTree(get("/api/runs/" + id(name)).body()).get("runs").valueStream().toList();
	}

	private static int stop(String run) throws Exception {
		return CLIENT
			.send(request("/api/runs/" + run + "/stop").header("X-Callbacks-Console", "1")
				.POST(HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private static HttpResponse<String> get(String path) {
		return CLIENT.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString()).join();
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + one.port() + "/callbacks" + path)).timeout(SOON);
	}

}
