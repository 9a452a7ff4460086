// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.demo.DemoModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A manager that is stopped while calls are open.
 */
@Component
@Order(10)
final class ShutdownUnderLoad implements Scenario {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final AtomicInteger delivered = new AtomicInteger();

	private final CallbackChatModel model;

	ShutdownUnderLoad(DemoModel demo) {
		this.model = new CallbackChatModel(this.manager, demo.provider(ShutdownUnderLoad::answer));
		this.manager.add(new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
				ShutdownUnderLoad.this.delivered.incrementAndGet();
			}

		});
	}

	@Override
	public String title() {
		return "Shutdown under load";
	}

	@Override
	public String text() {
		return "A second manager is stopped while two of its streams are open, with two seconds to drain. The first "
				+ "stream comes to its end. The second never would, so it ends with the reason SHUTDOWN. The handler "
				+ "gets every event of both, although it takes its time. The tree shows the first manager only.";
	}

	@Override
	public Flux<Line> play() {
		this.manager.start();
		this.delivered.set(0);
		// tag::code[]
		Flux<ChatChunk> finite = this.model.stream("What is a run?");
		Flux<ChatChunk> endless = this.model.stream("Never stop");
		Mono<Boolean> drained = Mono.delay(Duration.ofMillis(500))
			.publishOn(Schedulers.boundedElastic())
			.map((now) -> this.manager.stop(Duration.ofSeconds(2)));
		// end::code[]
		return Flux.merge(Line.answer("finite", finite), Line.answer("endless", endless), drained.map((all) -> Line
			.note("manager", "stopped after " + this.delivered + " events, open runs: " + this.manager.openRuns())));
	}

	private static EmbeddedAnswer answer(ChatRequest request) {
		return request.messages().get(0).text().contains("Never")
				? EmbeddedAnswer.text("I could go on for ever ").hanging() : DemoModel.answer(request);
	}

}
