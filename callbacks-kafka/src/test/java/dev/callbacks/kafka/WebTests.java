// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.stream.ResumableStream;
import dev.callbacks.autoconfigure.stream.ResumableStreams;
import dev.callbacks.chat.CallbackChatModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A browser whose server is gone, and that goes on at another one.
 */
class WebTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Pattern ID = Pattern.compile("id:([0-9a-f-]+):(\\d+)");

	private static final Pattern TOKEN = Pattern.compile("t(\\d+) ");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static Instance one;

	private static Instance two;

	@BeforeAll
	static void start() {
		one = Instance.serve("web", Beans.class);
		two = Instance.serve("web", Beans.class);
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
	}

	@Test
	void theTextGoesOnAtTheOtherServer() throws Exception {
		List<String> lines = new ArrayList<>();
		try (Stream<String> answer = get(one, "/answer?tokens=200", "")) {
			answer.takeWhile((line) -> lines.stream().filter(TOKEN.asPredicate()).count() < 20).forEach(lines::add);
		}
		Matcher last = last(lines);
		try (Stream<String> rest = get(two, "/callbacks/streams/" + last.group(1),
				last.group(1) + ":" + last.group(2))) {
			rest.forEach(lines::add);
		}
		List<Integer> tokens = lines.stream()
			.filter((line) -> line.startsWith("data:"))
			.flatMap((line) -> TOKEN.matcher(line).results())
			.map((token) -> Integer.valueOf(token.group(1)))
			.toList();
		assertThat(tokens).isSorted().doesNotHaveDuplicates().startsWith(0).endsWith(199).hasSize(200);
		assertThat(lines).contains("event:end").doesNotContain("event:gap");
	}

	@Test
	@Timeout(20)
	void whoeverKnowsMoreThanTheLogLearnsOfTheEnd() throws Exception {
		try (Stream<String> answer = get(one, "/answer?tokens=50", "")) {
			String root = last(answer.limit(5).toList()).group(1);
			try (Stream<String> rest = get(two, "/callbacks/streams/" + root, root + ":9999")) {
				assertThat(rest.toList()).contains("event:gap", "event:end").doesNotContain("event:token");
			}
		}
	}

	@Test
	void theOtherServerStopsIt() throws Exception {
		try (Stream<String> answer = get(one, "/answer?tokens=100000", "")) {
			List<String> lines = new ArrayList<>();
			int tokens = 0;
			for (String line : (Iterable<String>) answer::iterator) {
				lines.add(line);
				if (TOKEN.matcher(line).find() && ++tokens == 5) {
					UUID root = UUID.fromString(last(lines).group(1));
					await().atMost(SOON)
						.until(() -> CLIENT
							.send(HttpRequest.newBuilder(uri(two, "/callbacks/streams/" + root + "/stop"))
								.POST(HttpRequest.BodyPublishers.noBody())
								.build(), HttpResponse.BodyHandlers.discarding())
							.statusCode() < 300);
				}
			}
			assertThat(String.join("\n", lines)).contains("\"outcome\":\"cancelled\"").contains("event:end");
		}
	}

	@Test
	void whatNobodyKnowsIsNotFound() throws Exception {
		assertThat(CLIENT
			.send(HttpRequest.newBuilder(uri(two, "/callbacks/streams/" + UUID.randomUUID())).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode()).isEqualTo(404);
	}

	private static Matcher last(List<String> lines) {
		Matcher id = ID.matcher(String.join("\n", lines));
		Matcher last = null;
		while (id.find()) {
			last = ID.matcher(id.group());
			last.matches();
		}
		assertThat(last).isNotNull();
		return last;
	}

	private static URI uri(Instance instance, String path) {
		return URI.create("http://127.0.0.1:" + instance.port() + path);
	}

	private static Stream<String> get(Instance instance, String path, String lastEventId) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(instance, path)).timeout(SOON);
		if (!lastEventId.isEmpty()) {
			request.header("Last-Event-ID", lastEventId);
		}
		HttpResponse<Stream<String>> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ FleetNode.Provider.class, Answers.class })
	static class Beans {

	}

	@RestController
	static class Answers {

		private final ResumableStreams streams;

		private final CallbackChatModel model;

		Answers(ResumableStreams streams, CallbackChatModel model) {
			this.streams = streams;
			this.model = model;
		}

		@GetMapping("/answer")
		ResumableStream answer(@RequestParam String tokens) {
			return this.streams.open("answer", () -> this.model.stream(tokens));
		}

	}

}
