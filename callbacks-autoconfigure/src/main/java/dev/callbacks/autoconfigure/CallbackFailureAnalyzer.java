/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackException;
import dev.callbacks.InvalidHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why an application with callbacks does not start.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class CallbackFailureAnalyzer extends AbstractFailureAnalyzer<CallbackException> {

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
