// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.Locale;

import dev.callbacks.jdbc.AuditAccounts.Loss;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the audit, from its accounts.
 */
final class AuditMetrics implements MeterBinder {

	private final AuditAccounts accounts;

	private final AuditLifecycle lifecycle;

	AuditMetrics(AuditAccounts accounts, AuditLifecycle lifecycle) {
		this.accounts = accounts;
		this.lifecycle = lifecycle;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("callbacks.audit.accepted", this.accounts, AuditAccounts::accepted)
			.description("Records of the audit, two for each run")
			.register(registry);
		FunctionCounter.builder("callbacks.audit.written", this.accounts, AuditAccounts::written)
			.description("Records of the audit that are in the database")
			.register(registry);
		for (Loss loss : Loss.values()) {
			FunctionCounter.builder("callbacks.audit.lost", this.accounts, (counts) -> counts.lost(loss))
				.description("Records of the audit that are lost")
				.tag("reason", loss.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		Gauge.builder("callbacks.audit.waiting", this.lifecycle, AuditLifecycle::waiting)
			.description("Records of the audit that wait in memory or in the spool")
			.register(registry);
		Gauge.builder("callbacks.audit.spooled", this.lifecycle, AuditLifecycle::spooled)
			.description("Records of the audit that wait in the spool")
			.register(registry);
	}

}
