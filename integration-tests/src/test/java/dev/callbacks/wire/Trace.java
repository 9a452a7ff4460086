// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import reactor.core.publisher.Flux;

/**
 * The behaviour of an application as its own code can tell: signals in their order, the
 * threads of its code, and chains of exceptions with their messages.
 */
final class Trace {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Thread caller = Thread.currentThread();

	void add(String line) {
		this.lines.add(line);
	}

	/**
	 * Adds the thread that some code of the application runs on: numbers of threads of a
	 * pool are left out.
	 */
	void addThread(String code) {
		Thread thread = Thread.currentThread();
		String name = (thread == this.caller) ? "the caller"
				: thread.getName().replaceAll("http://\\S+", "URL").replaceAll("\\d+", "N");
		add(code + " on " + name);
	}

	/**
	 * Adds an exception with its causes.
	 */
	void addFailure(Throwable failure) {
		StringBuilder chain = new StringBuilder("failed:");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			chain.append(' ').append(cause.getClass().getName()).append(": ").append(cause.getMessage());
		}
		add(chain.toString());
	}

	/**
	 * Calls code of the application and adds what it returns or throws.
	 */
	void call(Call<?> call) {
		try {
			add("returned: " + call.call());
		}
		catch (Throwable ex) {
			addFailure(ex);
		}
	}

	/**
	 * Subscribes on the caller's thread, waits for the end, and adds every signal.
	 */
	void stream(Call<? extends Flux<?>> call) {
		try {
			call.call()
				.doOnSubscribe((subscription) -> addThread("subscribed"))
				.doOnNext((item) -> add("next: " + item))
				.doOnComplete(() -> add("completed"))
				.doOnError(this::addFailure)
				.onErrorComplete()
				.blockLast(Duration.ofSeconds(20));
			add("done");
		}
		catch (Throwable ex) {
			add("thrown where it was assembled");
			addFailure(ex);
		}
	}

	List<String> lines() {
		return this.lines;
	}

	/**
	 * A call that may throw anything.
	 */
	@FunctionalInterface
	interface Call<T> {

		T call() throws Throwable;

	}

}
