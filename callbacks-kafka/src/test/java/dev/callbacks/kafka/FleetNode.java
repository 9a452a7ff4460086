// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An instance in a process of its own, which always has twenty runs under way and prints
 * what its share of the fleet's events is.
 */
public final class FleetNode {

	/** The line by which it tells that it begins its runs. */
	static final String READY = "has begun";

	/** The setting by which a member of a group is soon seen to be gone. */
	static final String SHORT_SESSION = "spring.kafka.consumer.properties.session.timeout.ms=1000";

	private static final int RUNS = 20;

	private FleetNode() {
	}

	/**
	 * Works until the process ends.
	 * @param arguments the broker, the fleet and the seed
	 */
	public static void main(String[] arguments) throws InterruptedException {
		Random random = new Random(Long.parseLong(arguments[2]));
		Instance instance = Instance.start(arguments[0], arguments[1], Beans.class,
				"callbacks.handlers.printer.source=fleet", SHORT_SESSION);
		System.out.println(READY);
		Semaphore free = new Semaphore(RUNS);
		while (true) {
			free.acquire();
			String tokens = Integer.toString(5 + random.nextInt(60));
			CallbackChatModel model = instance.get(CallbackChatModel.class);
			Flux<?> work = random.nextBoolean() ? model.stream(tokens)
					: instance.get(CallbackManager.class).chain("chain").stream(() -> model.stream(tokens));
			work.doFinally((signal) -> free.release()).subscribe((chunk) -> {
			}, (failure) -> {
			});
		}
	}

	static String line(CallbackEvent event) {
		return "event " + event.run().id() + " " + event.sequence() + " " + event.type();
	}

	@Configuration(proxyBeanMethods = false)
	static class Provider {

		@Bean
		ChatProvider provider() {
			return new ChatProvider() {

				@Override
				public Flux<ChatChunk> stream(ChatRequest request) {
					int count = Integer.parseInt(request.messages().get(0).text());
					return Flux.interval(Duration.ofMillis(10))
						.onBackpressureBuffer()
						.take(count)
						.map((i) -> ChatChunk.of("t" + i + " "))
						.concatWithValues(ChatChunk.closing());
				}

				@Override
				public String name() {
					return "test";
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Provider.class)
	static class Beans {

		@Bean
		CallbackHandler printer() {
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					System.out.println(line(event));
				}

			};
		}

	}

}
