// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.callbacks.autoconfigure.stream.Browser.Connection;
import dev.callbacks.autoconfigure.stream.Browser.Message;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams in a servlet container.
 */
class ServletStreamTests extends AbstractStreamTests {

	private static final int MAX_READERS = 40;

	ServletStreamTests() {
		super(WebApplicationType.SERVLET);
	}

	@Test
	void asManyReadersAsAreAllowedAreServedToTheEnd() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(MAX_READERS);
		try (StreamApplication application = StreamApplication.start(WebApplicationType.SERVLET,
				"server.shutdown=immediate", "callbacks.streams.max-readers=" + MAX_READERS)) {
			List<CompletableFuture<List<Message>>> answers = new ArrayList<>();
			for (int i = 0; i < MAX_READERS; i++) {
				Connection reader = application.browser().open("/answer?question=all");
				answers.add(CompletableFuture.supplyAsync(reader::rest, threads));
			}
			assertThat(application.browser().status("GET", "/answer?question=all")).isEqualTo(429);
			IntStream.range(0, 100).forEach((token) -> application.model().say("all", "t"));
			application.model().end("all");
			for (CompletableFuture<List<Message>> answer : answers) {
				assertThat(answer.get(10, TimeUnit.SECONDS)).filteredOn((message) -> message.is("token")).hasSize(100);
				assertThat(answer.join()).last().matches((message) -> message.is("end"));
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

}
