// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Clock;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.genai.CostProperties;
import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.autoconfigure.operation.HandlerCountersConfiguration;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RunOperations;
import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.spi.ContentRedactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * Auto-configuration of the console, in web applications of either kind.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnWebApplication
@Conditional(OnConsoleCondition.class)
@ConditionalOnBean(CallbackManager.class)
@EnableConfigurationProperties({ ConsoleProperties.class, CostProperties.class })
@Import(HandlerCountersConfiguration.class)
@ImportRuntimeHints(ConsoleHints.class)
public final class CallbacksConsoleAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(CallbacksConsoleAutoConfiguration.class);

	/**
	 * Checks the properties before requests are mapped, since a mapping takes the path
	 * from the environment as it is.
	 */
	@Bean
	static BeanFactoryPostProcessor callbackConsolePropertiesCheck(Environment environment) {
		return (beanFactory) -> Binder.get(environment).bindOrCreate("callbacks.console", ConsoleProperties.class);
	}

	@Bean
	ConsoleRecorder callbackConsoleRecorder(CallbackManager manager, ConsoleProperties properties) {
		return new ConsoleRecorder(manager, properties);
	}

	@Bean
	FleetRecorder callbackConsoleFleetRecorder(ObjectProvider<RemoteRuns> remote, ConsoleRecorder recorder,
			ConsoleProperties properties) {
		return new FleetRecorder(remote.getIfAvailable(), recorder.events(), properties.runs(), Schedulers.parallel());
	}

	@Bean
	StartWaits callbackConsoleStartWaits() {
		return new StartWaits(Clock.systemUTC());
	}

	@Bean
	Console callbackConsole(CallbackManager manager, ConsoleProperties properties, ConsoleRecorder recorder,
			FleetRecorder fleet, ObjectProvider<RemoteStreams> streams, CostProperties costs,
			HandlerOperations handlers, StartWaits waits, ObjectProvider<ContentRedactor> redactors,
			ObjectProvider<SanitizingFunction> sanitizingFunctions) {
		logger.info("The console is at '{}', for this machine, and for users whom Spring Security authenticated",
				properties.path());
		if (properties.showContent() != Show.NEVER) {
			logger.warn("The console shows the content of runs: 'callbacks.console.show-content' is not 'never'");
		}
		Content shown = new Content(ContentRedactor.all(redactors.orderedStream().toList()),
				new Sanitizer(sanitizingFunctions.orderedStream().toList()));
		return new Console(properties, recorder, fleet, new FleetTokens(streams.getIfAvailable(), shown.redactor()),
				new RunViews(costs, waits), handlers, new RunOperations(manager, recorder.runs()), shown,
				costs.currency());
	}

	@Bean
	ConsoleStreams callbackConsoleStreams(Console console) {
		return new ConsoleStreams(console);
	}

	@Bean
	ConsoleController callbackConsoleController(ConsoleProperties properties, Console console, ConsoleStreams streams) {
		return new ConsoleController(properties.path(), console, streams);
	}

	/**
	 * The guard in a servlet container.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		ServletConsoleGuard callbackConsoleGuard() {
			return new ServletConsoleGuard();
		}

	}

	/**
	 * The guard in a reactive web server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		/** The property by which a server takes the word of proxies. */
		private static final String STRATEGY = "server.forward-headers-strategy";

		@Bean
		ReactiveConsoleGuard callbackConsoleGuard(Environment environment,
				ObjectProvider<ForwardedHeaderTransformer> transformers) {
			String strategy = environment.getProperty(STRATEGY, "none");
			boolean believesProxies = !strategy.equalsIgnoreCase("none") || transformers.getIfAvailable() != null;
			return new ReactiveConsoleGuard(believesProxies);
		}

	}

}
