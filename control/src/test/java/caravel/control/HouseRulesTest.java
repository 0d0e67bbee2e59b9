package caravel.control;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// House rules that the compiler does not check.
@AnalyzeClasses(packages = "caravel.control", importOptions = DoNotIncludeTests.class)
final class HouseRulesTest {
  @ArchTest
  static final ArchRule CORES_KNOW_VALUES_ONLY =
      classes()
          .that()
          .resideInAPackage("..core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang",
              "java.lang.runtime",
              "java.lang.invoke",
              "java.util..",
              "java.time",
              "org.jspecify..",
              "caravel.control.money..",
              "..core..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule CORES_TAKE_TIME_IDS_AND_CHANCE_AS_INPUTS =
      noClasses()
          .that()
          .resideInAPackage("..core..")
          .should()
          .accessTargetWhere(
              target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
          .orShould()
          .accessTargetWhere(target(owner(name("java.lang.System"))))
          .orShould()
          .accessTargetWhere(target(owner(name("java.util.UUID"))).and(target(name("randomUUID"))))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.Clock")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.InstantSource")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.random.RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule NOBODY_TAKES_THE_SYSTEMS_CLOCK =
      noClasses()
          .should()
          .accessTargetWhere(
              target(owner(name("java.time.InstantSource"))).and(target(name("system"))));

  @ArchTest
  static final ArchRule NOBODY_PRINTS_OR_READS_THE_ENVIRONMENT =
      noClasses()
          .should()
          .accessTargetWhere(target(owner(name("java.lang.System"))).and(target(name("out"))))
          .orShould()
          .accessTargetWhere(target(owner(name("java.lang.System"))).and(target(name("err"))))
          .orShould()
          .accessTargetWhere(target(owner(name("java.lang.System"))).and(target(name("getenv"))));

  @ArchTest
  static final ArchRule SQL_IS_SPOKEN_IN_STORES_ONLY =
      noClasses()
          .that()
          .haveNameNotMatching(".*Store(\\$.*)?")
          .and()
          .resideOutsideOfPackage("caravel.control.db..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jdbi..", "java.sql..");

  @ArchTest
  static final ArchRule THE_WEB_SERVER_IS_KNOWN_TO_HTTP_AND_EDGE_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages("caravel.control.http..", "caravel.control.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty.server..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule MAIL_IS_KNOWN_TO_ITS_ADAPTER_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.control.notify.smtp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

  @ArchTest
  static final ArchRule CLASSES_ARE_FINAL =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotRecords()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_THING_IS =
      noClasses().should().haveNameMatching(".*(Util|Utils|Manager|Helper|Impl|Service)");

  @ArchTest
  static final ArchRule PARAMETERS_ARE_NEVER_OPTIONAL =
      methods()
          .that()
          .areNotPrivate()
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.not(
                  com.tngtech.archunit.lang.conditions.ArchConditions.have(
                      describe(
                          "an Optional among the parameters",
                          method ->
                              method.getRawParameterTypes().stream()
                                  .anyMatch(
                                      type -> type.isEquivalentTo(java.util.Optional.class))))))
          .as("no method takes an Optional");
}
