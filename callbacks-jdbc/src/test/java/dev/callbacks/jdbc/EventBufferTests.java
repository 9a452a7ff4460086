// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The buffer between runs and the audit.
 */
class EventBufferTests {

	@Test
	void everyEventIsTakenOrLostAlsoWhileTheBufferIsClosed() throws InterruptedException {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(),
				Instant.now());
		AuditAccounts accounts = new AuditAccounts();
		EventBuffer buffer = new EventBuffer(100_000, accounts);
		CountDownLatch begun = new CountDownLatch(1);
		Thread emitter = new Thread(() -> {
			for (int i = 0; i < 20_000; i++) {
				buffer.add(new ChainStart(run, i, Map.of()));
				begun.countDown();
			}
		});
		emitter.start();
		begun.await();
		buffer.close();
		int taken = buffer.drain().size();
		emitter.join();
		assertThat(taken + accounts.lost()).isEqualTo(accounts.accepted()).isEqualTo(20_000);
	}

}
