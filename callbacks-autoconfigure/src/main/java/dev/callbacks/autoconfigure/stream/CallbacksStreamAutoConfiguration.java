// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.handler.TreeNumbers;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityResultHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Auto-configuration of resumable streams, in web applications of either kind.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class,
		afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnClass(ResponseEntity.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "callbacks.streams.enabled", matchIfMissing = true)
@ConditionalOnBean(CallbackManager.class)
@EnableConfigurationProperties(StreamProperties.class)
@ImportRuntimeHints(StreamHints.class)
public final class CallbacksStreamAutoConfiguration {

	@Bean
	StreamRegistry callbackStreamRegistry(CallbackManager manager, TreeNumbers numbers, StreamProperties properties) {
		return new StreamRegistry(manager, numbers, properties, Schedulers.parallel());
	}

	@Bean
	StreamResponder callbackStreamResponder(StreamRegistry registry, ObjectProvider<RemoteStreams> remote,
			StreamProperties properties) {
		return new StreamResponder(registry, remote.getIfAvailable(NoRemoteStreams::new), properties,
				Schedulers.parallel());
	}

	@Bean
	ResumableStreams callbackStreams(StreamRegistry registry, StreamResponder responder,
			CallbacksProperties properties) {
		return new ResumableStreams(registry, responder, properties.isEnabled());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "callbacks.streams.endpoint", matchIfMissing = true)
	StreamController callbackStreamController(ResumableStreams streams) {
		return new StreamController(streams);
	}

	/**
	 * Streams that controllers of Spring MVC return.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(RequestMappingHandlerAdapter.class)
	static class ServletConfiguration {

		@Bean
		StreamReturnValueHandler callbackStreamReturnValueHandler(StreamResponder responder,
				ObjectProvider<RequestMappingHandlerAdapter> adapters, Environment environment) {
			return new StreamReturnValueHandler(responder, adapters, Threading.VIRTUAL.isActive(environment));
		}

	}

	/**
	 * Streams that controllers of WebFlux return.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnBean(ResponseEntityResultHandler.class)
	static class ReactiveConfiguration {

		@Bean
		StreamResultHandler callbackStreamResultHandler(StreamResponder responder,
				ResponseEntityResultHandler delegate) {
			return new StreamResultHandler(responder, delegate);
		}

	}

}
