// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * The condition that there is a console: the property says so or, unless it is set, the
 * application is under development.
 */
final class OnConsoleCondition extends SpringBootCondition {

	private static final String PROPERTY = "callbacks.console.enabled";

	private static final String DEVELOPER_TOOLS = "org.springframework.boot.devtools.RemoteSpringApplication";

	private static final Profiles DEVELOPMENT = Profiles.of("dev", "local");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Callbacks console");
		Boolean enabled = context.getEnvironment().getProperty(PROPERTY, Boolean.class);
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because(PROPERTY + " is " + enabled));
		}
		if (ClassUtils.isPresent(DEVELOPER_TOOLS, context.getClassLoader())) {
			return ConditionOutcome.match(message.because("the developer tools are there"));
		}
		return context.getEnvironment().acceptsProfiles(DEVELOPMENT)
				? ConditionOutcome.match(message.because("a profile of development is active"))
				: ConditionOutcome.noMatch(message.because("nothing switches it on"));
	}

}
