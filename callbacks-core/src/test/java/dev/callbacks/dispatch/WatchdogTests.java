// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

import dev.callbacks.call.WorkExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The watchdog, and a system that has no thread for it.
 */
class WatchdogTests {

	private final Engine engine = new Engine(new DispatchOptions(Runnable::run, 8, (size) -> {
	}, new WorkExecutor(Runnable::run, 1), 256, Duration.ofSeconds(30), true, true, true, null,
			new ForeignCode.Listeners<>(List.of())));

	private final OpenRuns runs = new OpenRuns();

	private final Watchdog watchdog = new Watchdog(this.engine, this.runs, new Shutdown(this.engine, this.runs));

	@Test
	void looksAtTheNextRunIfThereWasNoThreadForTheFirst() {
		ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) this.engine.timer;
		ThreadFactory threads = timer.getThreadFactory();
		OutOfMemoryError none = new OutOfMemoryError("no thread");
		timer.setThreadFactory((task) -> {
			throw none;
		});
		assertThatThrownBy(this.watchdog::attend).isSameAs(none);
		timer.setThreadFactory(threads);
		this.watchdog.attend();
		await().until(() -> timer.getCompletedTaskCount() > 0);
	}

}
