// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackException;
import dev.callbacks.InvalidHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * An analyzer that explains why an application with callbacks does not start.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CallbackFailureAnalyzer extends AbstractFailureAnalyzer<CallbackException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, CallbackException cause) {
		if (cause instanceof CallbackConfigurationException configuration) {
			return new FailureAnalysis(configuration.getMessage(), configuration.action(), cause);
		}
		if (cause instanceof InvalidHandlerException) {
			return new FailureAnalysis(cause.getMessage(), "Correct the setting under 'callbacks.handlers', in "
					+ "@CallbackSettings on the handler's class, or in its settings() method.", cause);
		}
		return null;
	}

}
