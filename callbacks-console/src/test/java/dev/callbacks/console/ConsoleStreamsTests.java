// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.chat.CallbackChatModel;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The streams to open pages.
 */
class ConsoleStreamsTests {

	private static final Visitor VISITOR = new Visitor(new Viewer(null), null);

	@Test
	void pageThatIsSlowHoldsNobodyUpAndIsToldThatItMissedEvents() {
		withStreams((streams, chatModel) -> StepVerifier.create(streams.open(null, null, VISITOR), 0).then(() -> {
			for (int i = 0; i < 200; i++) {
				chatModel.call("Tell me a joke");
			}
		})
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((message) -> !"gap".equals(message.event()))
			.assertNext((message) -> assertThat(message.event()).isEqualTo("gap"))
			.thenCancel()
			.verify(Duration.ofSeconds(20)), "callbacks.console.events=10");
	}

	@Test
	void numberOfOpenPagesIsLimited() {
		withStreams((streams, chatModel) -> {
			List<Disposable> pages = new ArrayList<>();
			for (int i = 0; i < ConsoleStreams.MAX_STREAMS; i++) {
				pages.add(streams.open(null, null, VISITOR).subscribe());
			}
			assertThatExceptionOfType(ResponseStatusException.class)
				.isThrownBy(() -> streams.open(null, null, VISITOR));
			pages.get(0).dispose();
			assertThat(streams.open(null, null, VISITOR).blockFirst(Duration.ofSeconds(20))).isNotNull();
			pages.forEach(Disposable::dispose);
		});
	}

	@Test
	void numberOfPagesThatOpenAtTheSameTimeIsLimited() {
		withStreams((streams, chatModel) -> {
			List<Flux<?>> opened = new ArrayList<>();
			for (int i = 0; i < ConsoleStreams.MAX_STREAMS; i++) {
				opened.add(streams.open(null, null, VISITOR));
			}
			Flux<?> last = streams.open(null, null, VISITOR);
			List<Disposable> pages = opened.stream().map(Flux::subscribe).toList();
			StepVerifier.create(last).expectError(ResponseStatusException.class).verify(Duration.ofSeconds(20));
			pages.forEach(Disposable::dispose);
			assertThat(last.blockFirst(Duration.ofSeconds(20))).isNotNull();
		});
	}

	@Test
	void streamsEndWhenTheApplicationStops() {
		withStreams((streams, chatModel) -> StepVerifier.create(streams.open(null, null, VISITOR).ignoreElements())
			.then(streams::stop)
			.expectComplete()
			.verify(Duration.ofSeconds(20)));
	}

	private static void withStreams(Trial trial, String... properties) {
		try (ConsoleApplication application = ConsoleApplication.start(WebApplicationType.SERVLET, properties)) {
			trial.run(application.bean(ConsoleStreams.class), application.chatModel());
		}
	}

	private interface Trial {

		void run(ConsoleStreams streams, CallbackChatModel chatModel);

	}

}
